package org.modyn.common.grpc;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/** Asks a server once whether it serves, and which version it is. */
public final class ServerProbe {
  private ServerProbe() {}

  /**
   * Asks a server.
   *
   * @param serviceName the name for messages, for example {@code selector}
   * @param timeout for the connection and the answer
   * @param protection of the call
   * @return the server's version of Modyn; empty for one that does not tell it
   * @throws ModynException UNAVAILABLE when it cannot be reached, or is not serving
   */
  public static Optional<String> version(
      String serviceName, ServiceAddress address, Duration timeout, ClientProtection protection) {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(address.hostname(), address.port());
    protection.protect(builder);
    ManagedChannel channel = builder.build();
    AtomicReference<Metadata> headers = new AtomicReference<>(new Metadata());
    try {
      HealthCheckResponse response =
          HealthGrpc.newBlockingStub(channel)
              .withInterceptors(
                  MetadataUtils.newCaptureMetadataInterceptor(headers, new AtomicReference<>()))
              .withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS)
              .check(HealthCheckRequest.getDefaultInstance());
      if (response.getStatus() != ServingStatus.SERVING) {
        throw ModynException.unavailable(
            "the %s at %s is stopping or starting", serviceName, address);
      }
      return Optional.ofNullable(headers.get().get(VersionInterceptor.VERSION));
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.UNIMPLEMENTED) {
        // a server, but none of ours
        return Optional.empty();
      }
      throw new ModynException(
          ErrorCategory.UNAVAILABLE,
          "cannot reach the %s at %s: %s"
              .formatted(
                  serviceName,
                  address,
                  new ReachabilityProbe(protection).reason(ServiceTarget.of(address))),
          e);
    } finally {
      channel.shutdownNow();
    }
  }
}
