package org.modyn.common.grpc;

import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Collection;
import java.util.List;

/**
 * Gives the channels of {@link GrpcClient} their {@link ServiceNameResolver}. gRPC finds it by
 * {@code META-INF/services}; the servers' addresses come as an argument of the channel, because a
 * URI holds only one.
 */
public final class ServiceNameResolverProvider extends NameResolverProvider {
  static final String TARGET_URI = "modyn-service:///";
  static final NameResolver.Args.Key<ServiceTarget> TARGET =
      NameResolver.Args.Key.create("org.modyn.common.grpc.target");

  @Override
  public NameResolver newNameResolver(URI uri, NameResolver.Args arguments) {
    if (!getDefaultScheme().equals(uri.getScheme())) {
      return null;
    }
    return new ServiceNameResolver(
        arguments.getArg(TARGET),
        arguments.getSynchronizationContext(),
        arguments.getOffloadExecutor());
  }

  @Override
  public String getDefaultScheme() {
    return "modyn-service";
  }

  @Override
  public Collection<Class<? extends SocketAddress>> getProducedSocketAddressTypes() {
    return List.of(InetSocketAddress.class);
  }

  @Override
  protected boolean isAvailable() {
    return true;
  }

  /** Below all others: the highest one gets every URI without a scheme. */
  @Override
  protected int priority() {
    return 0;
  }
}
