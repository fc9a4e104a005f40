package org.modyn.common.grpc;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.grpc.CallOptions;
import io.grpc.ConnectivityState;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.modyn.common.error.ModynException;

/**
 * The way to another service. Calls go to its servers in turn, to those that are connected and say
 * that they serve; an answer in several messages comes from one of them.
 *
 * <p>Calls that find no server, or a server UNAVAILABLE, are tried again when nothing of the answer
 * has arrived, after pauses that double from 100 milliseconds to two seconds, until they have been
 * without a server for their patience: {@link #DEFAULT_PATIENCE}, or what {@link #PATIENCE} says. A
 * stream that breaks in the middle is the caller's to repeat. A peer that has stopped to answer,
 * but not to be connected, is noticed after half a minute, as if its connection had broken.
 *
 * <p>The channel connects lazily and reconnects by itself. A server that is new behind a name gets
 * calls after at most {@link #LOOK_AGAIN}. A client is cheap to keep and costly to make: one a
 * service and process.
 */
public final class GrpcClient implements AutoCloseable {
  /** How long calls wait for a server that cannot be reached, when nobody says otherwise. */
  public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(60);

  /** How long one call waits: {@code stub.withOption(GrpcClient.PATIENCE, patience)}. */
  public static final CallOptions.Key<Duration> PATIENCE =
      CallOptions.Key.create("org.modyn.common.grpc.patience");

  /**
   * Who hears, in the context that calls are made in, that one waits for a server, and that the
   * server answers again: one line each. Called by any thread.
   */
  public static final Context.Key<Consumer<String>> WAIT_LISTENER =
      Context.key("org.modyn.common.grpc.wait-listener");

  /** Answers of our servers stay under 3 MiB; others' may be larger. */
  private static final int MAXIMUM_RESPONSE_BYTES = 64 << 20;

  /** While calls are made, names are resolved and dead servers tried at least that often. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  /** While calls are in progress, a peer that sends nothing is asked whether it is there. */
  private static final int KEEPALIVE_SECONDS = 10;

  private static final int KEEPALIVE_TIMEOUT_SECONDS = 20;

  /** Messages of a call that is tried again are kept, not copied: there is no reason to save. */
  private static final long RETRY_BUFFER_BYTES = 1L << 30;

  /** More than any patience: that ends the attempts. */
  private static final int MAXIMUM_ATTEMPTS = 1_000_000;

  private static final Map<String, ?> SERVICE_CONFIGURATION =
      Map.of(
          "loadBalancingConfig",
          List.of(Map.of("round_robin", Map.of())),
          "healthCheckConfig",
          Map.of("serviceName", HealthStatusManager.SERVICE_NAME_ALL_SERVICES),
          "methodConfig",
          List.of(
              Map.of(
                  "name",
                  List.of(Map.of()),
                  "retryPolicy",
                  Map.of(
                      "maxAttempts",
                      (double) MAXIMUM_ATTEMPTS,
                      "initialBackoff",
                      seconds(CallAttempts.FIRST_PAUSE),
                      "maxBackoff",
                      seconds(CallAttempts.LONGEST_PAUSE),
                      "backoffMultiplier",
                      2.0,
                      "retryableStatusCodes",
                      List.of("UNAVAILABLE")))));

  private final String serviceName;
  private final ServiceTarget target;
  private final ManagedChannel channel;
  private final PatientInterceptor interceptor;

  private GrpcClient(
      String serviceName,
      ServiceTarget target,
      ManagedChannel channel,
      PatientInterceptor interceptor) {
    this.serviceName = serviceName;
    this.target = target;
    this.channel = channel;
    this.interceptor = interceptor;
  }

  private static String seconds(Duration duration) {
    return "%d.%03ds".formatted(duration.toSeconds(), duration.toMillisPart());
  }

  /** As {@link #connect(String, ServiceTarget)}, for a service with one address. */
  public static GrpcClient connect(String serviceName, ServiceAddress address) {
    return connect(serviceName, ServiceTarget.of(address));
  }

  /**
   * Makes a channel; the connections themselves are made by the first call.
   *
   * @param serviceName as people know it, for example {@code selector}; for messages
   */
  public static GrpcClient connect(String serviceName, ServiceTarget target) {
    return connect(serviceName, target, DEFAULT_PATIENCE);
  }

  /**
   * As {@link #connect(String, ServiceTarget)}.
   *
   * @param patience how long calls wait for a server that cannot be reached
   */
  public static GrpcClient connect(String serviceName, ServiceTarget target, Duration patience) {
    PatientInterceptor interceptor =
        new PatientInterceptor(serviceName, target, patience, LOOK_AGAIN);
    ManagedChannel channel =
        NettyChannelBuilder.forTarget(ServiceNameResolverProvider.TARGET_URI)
            .setNameResolverArg(ServiceNameResolverProvider.TARGET, target)
            .usePlaintext()
            .flowControlWindow(GrpcServer.FLOW_CONTROL_WINDOW_BYTES)
            .maxInboundMessageSize(MAXIMUM_RESPONSE_BYTES)
            .keepAliveTime(KEEPALIVE_SECONDS, SECONDS)
            .keepAliveTimeout(KEEPALIVE_TIMEOUT_SECONDS, SECONDS)
            .enableRetry()
            .maxRetryAttempts(MAXIMUM_ATTEMPTS)
            .perRpcBufferLimit(RETRY_BUFFER_BYTES)
            .retryBufferSize(RETRY_BUFFER_BYTES)
            .defaultServiceConfig(SERVICE_CONFIGURATION)
            .intercept(interceptor)
            .build();
    interceptor.setChannel(channel);
    return new GrpcClient(serviceName, target, channel, interceptor);
  }

  public ManagedChannel channel() {
    return channel;
  }

  /** The server's name as people know it. */
  public String serviceName() {
    return serviceName;
  }

  public ServiceTarget target() {
    return target;
  }

  /**
   * Blocks until the connection stands.
   *
   * @throws ModynException UNAVAILABLE when it does not within {@code timeout}
   */
  public void awaitReady(Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    ConnectivityState state = channel.getState(true);
    try {
      while (state != ConnectivityState.READY) {
        CountDownLatch changed = new CountDownLatch(1);
        channel.notifyWhenStateChanged(state, changed::countDown);
        long remaining = deadline - System.nanoTime();
        if (remaining <= 0 || !changed.await(remaining, NANOSECONDS)) {
          throw ModynException.unavailable(
              "cannot reach the %s at %s: no connection within %d seconds; is it running?",
              serviceName, target, timeout.toSeconds());
        }
        state = channel.getState(true);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ModynException.unavailable(
          "interrupted while connecting to the %s at %s", serviceName, target);
    }
  }

  @Override
  public void close() {
    channel.shutdown();
    try {
      if (!channel.awaitTermination(500, MILLISECONDS)) {
        channel.shutdownNow();
      }
    } catch (InterruptedException e) {
      channel.shutdownNow();
      Thread.currentThread().interrupt();
    }
    interceptor.close();
  }
}
