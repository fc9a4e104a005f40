package org.modyn.common.grpc;

import static java.util.Objects.requireNonNull;

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

/** Asks a server whether it serves, and which version it is. */
public final class ServerProbe {
  private ServerProbe() {}

  /**
   * What a server that serves has answered.
   *
   * @param version of Modyn; empty for a server that does not tell it
   * @param clockAhead by how much its clock is ahead of that of this machine; half of the time of a
   *     round trip is unknown. Empty for a server that does not tell its time
   */
  public record Answer(Optional<String> version, Optional<Duration> clockAhead) {
    public Answer {
      requireNonNull(version, "version is null");
      requireNonNull(clockAhead, "clockAhead is null");
    }
  }

  /**
   * Asks a server.
   *
   * @param serviceName the name for messages, for example {@code selector}
   * @param timeout for the connection and the answer
   * @param protection of the call
   * @throws ModynException UNAVAILABLE when it cannot be reached, or is not serving
   */
  public static Answer ask(
      String serviceName, ServiceAddress address, Duration timeout, ClientProtection protection) {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(address.hostname(), address.port());
    protection.protect(builder);
    ManagedChannel channel = builder.build();
    try {
      AtomicReference<Metadata> headers = new AtomicReference<>(new Metadata());
      // the first call takes longer, because it connects
      check(channel, headers, timeout);
      long before = System.currentTimeMillis();
      HealthCheckResponse response = check(channel, headers, timeout);
      long after = System.currentTimeMillis();
      if (response.getStatus() != ServingStatus.SERVING) {
        throw ModynException.unavailable(
            "the %s at %s is stopping or starting", serviceName, address);
      }
      return new Answer(
          Optional.ofNullable(headers.get().get(ServerHeaders.VERSION)),
          ServerHeaders.time(headers.get())
              .map(time -> Duration.ofMillis(time - before - (after - before) / 2)));
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.UNIMPLEMENTED) {
        // a server, but none of ours
        return new Answer(Optional.empty(), Optional.empty());
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

  private static HealthCheckResponse check(
      ManagedChannel channel, AtomicReference<Metadata> headers, Duration timeout) {
    return HealthGrpc.newBlockingStub(channel)
        .withInterceptors(
            MetadataUtils.newCaptureMetadataInterceptor(headers, new AtomicReference<>()))
        .withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .check(HealthCheckRequest.getDefaultInstance());
  }
}
