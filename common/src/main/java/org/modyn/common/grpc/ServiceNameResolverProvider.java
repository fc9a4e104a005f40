package org.modyn.common.grpc;

import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Collection;
import java.util.List;

/**
 * Provides the {@link ServiceNameResolver} to the channels of {@link GrpcClient}. gRPC finds it by
 * {@code META-INF/services}. The addresses are passed as an argument of the channel, because a URI
 * has only one.
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

  /** The lowest priority, as the provider with the highest one handles URIs without a scheme. */
  @Override
  protected int priority() {
    return 0;
  }
}
