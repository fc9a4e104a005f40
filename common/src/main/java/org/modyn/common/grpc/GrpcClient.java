package org.modyn.common.grpc;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.modyn.common.error.ModynException;

/**
 * The way to another service. Calls go to its servers in turn, to those that are connected and say
 * that they serve; an answer in several messages comes from one of them. Calls that find a server
 * UNAVAILABLE are tried again, at most five times within about ten seconds, when nothing of the
 * answer has arrived; a stream that breaks in the middle is the caller's to repeat.
 *
 * <p>The channel connects lazily and reconnects by itself. A server that came back, or that is new
 * behind a name, gets calls after at most {@link #LOOK_AGAIN}. It is cheap to keep and costly to
 * make: one a service and process.
 */
public final class GrpcClient implements AutoCloseable {
  /** Answers of our servers stay under 3 MiB; others' may be larger. */
  private static final int MAXIMUM_RESPONSE_BYTES = 64 << 20;

  /** While calls are made, names are resolved and dead servers tried at least that often. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  /** Messages of a call that is tried again are kept, not copied: there is no reason to save. */
  private static final long RETRY_BUFFER_BYTES = 1L << 30;

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
                      5.0,
                      "initialBackoff",
                      "0.2s",
                      "maxBackoff",
                      "5s",
                      "backoffMultiplier",
                      3.0,
                      "retryableStatusCodes",
                      List.of("UNAVAILABLE")))));

  private final String serviceName;
  private final ServiceTarget target;
  private final ManagedChannel channel;

  private GrpcClient(String serviceName, ServiceTarget target, ManagedChannel channel) {
    this.serviceName = serviceName;
    this.target = target;
    this.channel = channel;
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
    requireNonNull(serviceName, "serviceName is null");
    requireNonNull(target, "target is null");
    ImpatientInterceptor interceptor = new ImpatientInterceptor();
    ManagedChannel channel =
        NettyChannelBuilder.forTarget(ServiceNameResolverProvider.TARGET_URI)
            .setNameResolverArg(ServiceNameResolverProvider.TARGET, target)
            .usePlaintext()
            .flowControlWindow(GrpcServer.FLOW_CONTROL_WINDOW_BYTES)
            .maxInboundMessageSize(MAXIMUM_RESPONSE_BYTES)
            .keepAliveTime(30, SECONDS)
            .keepAliveTimeout(20, SECONDS)
            .enableRetry()
            .perRpcBufferLimit(RETRY_BUFFER_BYTES)
            .retryBufferSize(RETRY_BUFFER_BYTES)
            .defaultServiceConfig(SERVICE_CONFIGURATION)
            .intercept(interceptor)
            .build();
    interceptor.channel = channel;
    return new GrpcClient(serviceName, target, channel);
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
  }

  /**
   * Lets a call connect at once. A channel whose servers were away waits up to two minutes between
   * two attempts, and fails all calls meanwhile, also when a server is back; and it never looks
   * whether a name has got more servers while it has one that works.
   */
  private static final class ImpatientInterceptor implements ClientInterceptor {
    private final AtomicLong lastLook = new AtomicLong(System.nanoTime());
    private volatile ManagedChannel channel;

    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(
        MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
      long now = System.nanoTime();
      long last = lastLook.get();
      boolean due = now - last > LOOK_AGAIN.toNanos() && lastLook.compareAndSet(last, now);
      if (due || channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
        channel.resetConnectBackoff();
      }
      return next.newCall(method, options);
    }
  }
}
