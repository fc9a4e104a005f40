package org.modyn.common.grpc;

import static java.util.Objects.requireNonNull;

import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.Status;
import io.grpc.StatusOr;
import io.grpc.SynchronizationContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Resolves a {@link ServiceTarget} to all addresses of each of its names. Names that cannot be
 * resolved are skipped if at least one other name can be resolved. gRPC calls all methods from one
 * synchronization context.
 */
final class ServiceNameResolver extends NameResolver {
  private final ServiceTarget target;
  private final SynchronizationContext context;
  private final Executor blockingCalls;
  private Listener2 listener;
  private boolean resolving;
  private boolean shutdown;

  ServiceNameResolver(
      ServiceTarget target, SynchronizationContext context, Executor blockingCalls) {
    this.target = requireNonNull(target, "target is null");
    this.context = requireNonNull(context, "context is null");
    this.blockingCalls = requireNonNull(blockingCalls, "blockingCalls is null");
  }

  @Override
  public String getServiceAuthority() {
    return target.addresses().getFirst().toString();
  }

  @Override
  public void start(Listener2 resultListener) {
    listener = requireNonNull(resultListener, "resultListener is null");
    refresh();
  }

  @Override
  public void refresh() {
    if (resolving || shutdown) {
      return;
    }
    resolving = true;
    blockingCalls.execute(
        () -> {
          StatusOr<List<EquivalentAddressGroup>> found = resolve();
          context.execute(() -> report(found));
        });
  }

  @Override
  public void shutdown() {
    shutdown = true;
  }

  private void report(StatusOr<List<EquivalentAddressGroup>> found) {
    resolving = false;
    if (!shutdown) {
      listener.onResult2(ResolutionResult.newBuilder().setAddressesOrError(found).build());
    }
  }

  private StatusOr<List<EquivalentAddressGroup>> resolve() {
    List<EquivalentAddressGroup> found = new ArrayList<>();
    UnknownHostException failure = null;
    for (ServiceAddress address : target.addresses()) {
      // the name that the certificate of this server has to contain
      Attributes attributes =
          Attributes.newBuilder()
              .set(EquivalentAddressGroup.ATTR_AUTHORITY_OVERRIDE, address.toString())
              .build();
      try {
        for (InetAddress host : InetAddress.getAllByName(address.hostname())) {
          SocketAddress server = new InetSocketAddress(host, address.port());
          found.add(new EquivalentAddressGroup(server, attributes));
        }
      } catch (UnknownHostException e) {
        failure = e;
      }
    }
    if (found.isEmpty()) {
      return StatusOr.fromStatus(
          Status.UNAVAILABLE.withDescription("unknown host name").withCause(failure));
    }
    return StatusOr.fromValue(found);
  }
}
