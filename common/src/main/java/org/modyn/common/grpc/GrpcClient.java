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
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.modyn.common.error.ModynException;

/**
 * A client's channel to a service. Calls are distributed round-robin over the servers that are
 * connected and report that they are serving; all messages of a streamed response come from one
 * server.
 *
 * <p>A call for which no server is reachable, or that fails with UNAVAILABLE before any part of the
 * response has arrived, is retried with exponential backoff from 100 milliseconds to two seconds.
 * It fails when no server has been reachable for its patience: {@link #DEFAULT_PATIENCE}, or the
 * value of the call option {@link #PATIENCE}. A stream that breaks after its first message is not
 * retried; the caller has to repeat the call. A server that is connected but does not respond is
 * detected by keepalive after half a minute and treated like a broken connection.
 *
 * <p>The channel connects lazily and reconnects automatically. A server that is added to a name
 * receives calls after at most {@link #REFRESH_INTERVAL}. A client is expensive to create and cheap
 * to keep: create one per service and process.
 */
public final class GrpcClient implements AutoCloseable {
  /** Each takes {@link PatientInterceptor#NOTIFICATION_DELAY}. */
  private static final int REPORTED_ATTEMPTS = 3;

  /** The default time that a call waits for a server that cannot be reached. */
  public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(60);

  /**
   * The time that one call waits for a server: {@code stub.withOption(GrpcClient.PATIENCE,
   * patience)}.
   */
  public static final CallOptions.Key<Duration> PATIENCE =
      CallOptions.Key.create("org.modyn.common.grpc.patience");

  /** The listener, in the context of a call, that is told when the call waits for a server. */
  public static final Context.Key<WaitListener> WAIT_LISTENER =
      Context.key("org.modyn.common.grpc.wait-listener");

  /** Responses of Modyn's servers are smaller than 6 MiB; those of other servers may be larger. */
  private static final int MAXIMUM_RESPONSE_BYTES = 64 << 20;

  /**
   * The interval at which, while calls are made, names are resolved again and unreachable servers
   * are retried.
   */
  private static final Duration REFRESH_INTERVAL = Duration.ofSeconds(5);

  /** The time without data after which, while calls are in progress, the server is pinged. */
  private static final int KEEPALIVE_SECONDS = 10;

  private static final int KEEPALIVE_TIMEOUT_SECONDS = 20;

  /** Requests are buffered for retries by reference, not copied, so a large limit costs nothing. */
  private static final long RETRY_BUFFER_BYTES = 1L << 30;

  /** More than are ever made: the patience of a call ends its attempts. */
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
                      // UNKNOWN for connections that break: see CallAttempts
                      List.of("UNAVAILABLE", "UNKNOWN")))));

  private final String serviceName;
  private final ServiceTarget target;
  private final ManagedChannel channel;
  private final PatientInterceptor interceptor;
  private final ReachabilityProbe probe;

  private GrpcClient(
      String serviceName,
      ServiceTarget target,
      ManagedChannel channel,
      PatientInterceptor interceptor,
      ReachabilityProbe probe) {
    this.serviceName = serviceName;
    this.target = target;
    this.channel = channel;
    this.interceptor = interceptor;
    this.probe = probe;
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%d.%03ds", duration.toSeconds(), duration.toMillisPart());
  }

  /** As {@link #connect(String, ServiceTarget)}, for a service with one address. */
  public static GrpcClient connect(String serviceName, ServiceAddress address) {
    return connect(serviceName, ServiceTarget.of(address));
  }

  /**
   * Creates a channel; connections are established by the first call.
   *
   * @param serviceName the name for messages, for example {@code selector}
   */
  public static GrpcClient connect(String serviceName, ServiceTarget target) {
    return connect(serviceName, target, DEFAULT_PATIENCE);
  }

  /**
   * As {@link #connect(String, ServiceTarget)}.
   *
   * @param patience the time that calls wait for a server that cannot be reached
   */
  public static GrpcClient connect(String serviceName, ServiceTarget target, Duration patience) {
    return connect(serviceName, target, patience, CallObserver.NONE);
  }

  /**
   * As {@link #connect(String, ServiceTarget, Duration)}.
   *
   * @param observer observes all calls
   */
  public static GrpcClient connect(
      String serviceName, ServiceTarget target, Duration patience, CallObserver observer) {
    return connect(serviceName, target, patience, observer, ClientProtection.NONE);
  }

  /**
   * As {@link #connect(String, ServiceTarget, Duration, CallObserver)}.
   *
   * @param protection encrypts the connections, and proves to the server who calls
   */
  public static GrpcClient connect(
      String serviceName,
      ServiceTarget target,
      Duration patience,
      CallObserver observer,
      ClientProtection protection) {
    ReachabilityProbe probe = new ReachabilityProbe(protection);
    PatientInterceptor interceptor =
        new PatientInterceptor(serviceName, target, patience, REFRESH_INTERVAL, probe);
    NettyChannelBuilder builder =
        NettyChannelBuilder.forTarget(ServiceNameResolverProvider.TARGET_URI)
            .setNameResolverArg(ServiceNameResolverProvider.TARGET, target)
            .flowControlWindow(GrpcServer.FLOW_CONTROL_WINDOW_BYTES)
            .maxInboundMessageSize(MAXIMUM_RESPONSE_BYTES)
            .keepAliveTime(KEEPALIVE_SECONDS, SECONDS)
            .keepAliveTimeout(KEEPALIVE_TIMEOUT_SECONDS, SECONDS)
            .enableRetry()
            .maxRetryAttempts(MAXIMUM_ATTEMPTS)
            .perRpcBufferLimit(RETRY_BUFFER_BYTES)
            .retryBufferSize(RETRY_BUFFER_BYTES)
            .defaultServiceConfig(SERVICE_CONFIGURATION)
            .intercept(interceptor);
    observer.observe(builder);
    protection.protect(builder);
    ManagedChannel channel = builder.build();
    interceptor.setChannel(channel);
    return new GrpcClient(serviceName, target, channel, interceptor, probe);
  }

  public ManagedChannel channel() {
    return channel;
  }

  /** Returns the name of the service for messages. */
  public String serviceName() {
    return serviceName;
  }

  public ServiceTarget target() {
    return target;
  }

  /**
   * Blocks until a connection is established.
   *
   * @throws ModynException UNAVAILABLE when there is none within {@code timeout}
   */
  public void awaitReady(Duration timeout) {
    if (!awaitReady(System.nanoTime() + timeout.toNanos())) {
      throw noConnection(timeout);
    }
  }

  /**
   * Blocks until a connection is established, for a server that should be running: fails at once
   * when nothing listens at its addresses, and after a second when only one side encrypts, or does
   * not trust the other.
   *
   * @param timeout for a server that listens but does not answer, because its machine is busy
   * @param listener is told when the connection takes longer than three seconds: a new JVM on a
   *     busy machine may need more than one for its first encrypted connection
   * @throws ModynException UNAVAILABLE when nothing listens, a host name does not resolve, client
   *     and server cannot agree on encryption, or there is no connection within {@code timeout}
   */
  public void awaitRunning(Duration timeout, WaitListener listener) {
    String server = "the %s at %s".formatted(serviceName, target);
    Instant begin = Instant.now();
    long deadline = System.nanoTime() + timeout.toNanos();
    boolean reported = false;
    for (int attempts = 1; ; attempts++) {
      Optional<String> absence = probe.absence(target);
      if (absence.isPresent()) {
        throw ModynException.unavailable(
            "cannot reach %s: %s; is the address right, and the server running?",
            server, absence.get());
      }
      long attempt = System.nanoTime() + PatientInterceptor.NOTIFICATION_DELAY.toNanos();
      if (awaitReady(Math.min(attempt, deadline))) {
        if (reported) {
          listener.answered(server);
        }
        return;
      }
      Optional<String> mismatch = probe.mismatch(target);
      if (mismatch.isPresent()) {
        throw ModynException.unavailable("cannot reach %s: %s", server, mismatch.get());
      }
      if (System.nanoTime() >= deadline) {
        throw noConnection(timeout);
      }
      if (!reported && attempts >= REPORTED_ATTEMPTS) {
        reported = true;
        listener.waiting(server, probe.reason(target), begin);
      }
    }
  }

  private ModynException noConnection(Duration timeout) {
    return ModynException.unavailable(
        "cannot reach the %s at %s: no connection within %d seconds; is it running?",
        serviceName, target, timeout.toSeconds());
  }

  /** Returns whether there is a connection before a time of {@link System#nanoTime}. */
  private boolean awaitReady(long deadline) {
    ConnectivityState state = channel.getState(true);
    try {
      while (state != ConnectivityState.READY) {
        CountDownLatch changed = new CountDownLatch(1);
        channel.notifyWhenStateChanged(state, changed::countDown);
        long remaining = deadline - System.nanoTime();
        if (remaining <= 0 || !changed.await(remaining, NANOSECONDS)) {
          return false;
        }
        state = channel.getState(true);
      }
      return true;
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
