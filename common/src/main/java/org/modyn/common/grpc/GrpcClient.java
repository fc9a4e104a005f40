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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.modyn.common.error.ModynException;

/**
 * One connection to another server. Calls that find it UNAVAILABLE are tried again, at most five
 * times within about ten seconds, when nothing of the answer has arrived; a stream that breaks in
 * the middle is the caller's to repeat.
 *
 * <p>The channel connects lazily and reconnects by itself. It is cheap to keep and costly to make:
 * one a server and process.
 */
public final class GrpcClient implements AutoCloseable {
  /** Answers of our servers stay under 3 MiB; others' may be larger. */
  private static final int MAXIMUM_RESPONSE_BYTES = 64 << 20;

  private static final Map<String, ?> SERVICE_CONFIGURATION =
      Map.of(
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
  private final ServiceAddress address;
  private final ManagedChannel channel;

  private GrpcClient(String serviceName, ServiceAddress address, ManagedChannel channel) {
    this.serviceName = serviceName;
    this.address = address;
    this.channel = channel;
  }

  /**
   * Makes a channel; the connection itself is made by the first call.
   *
   * @param serviceName as people know it, for example {@code selector}; for messages
   */
  public static GrpcClient connect(String serviceName, ServiceAddress address) {
    requireNonNull(serviceName, "serviceName is null");
    ImpatientInterceptor interceptor = new ImpatientInterceptor();
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(address.hostname(), address.port())
            .usePlaintext()
            .flowControlWindow(GrpcServer.FLOW_CONTROL_WINDOW_BYTES)
            .maxInboundMessageSize(MAXIMUM_RESPONSE_BYTES)
            .keepAliveTime(30, SECONDS)
            .keepAliveTimeout(20, SECONDS)
            .enableRetry()
            .defaultServiceConfig(SERVICE_CONFIGURATION)
            .intercept(interceptor)
            .build();
    interceptor.channel = channel;
    return new GrpcClient(serviceName, address, channel);
  }

  public ManagedChannel channel() {
    return channel;
  }

  /** The server's name as people know it. */
  public String serviceName() {
    return serviceName;
  }

  public ServiceAddress address() {
    return address;
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
              serviceName, address, timeout.toSeconds());
        }
        state = channel.getState(true);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ModynException.unavailable(
          "interrupted while connecting to the %s at %s", serviceName, address);
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
   * Lets a call connect at once. A channel whose server was away waits up to two minutes between
   * two attempts, and fails all calls meanwhile, also when the server is back.
   */
  private static final class ImpatientInterceptor implements ClientInterceptor {
    private volatile ManagedChannel channel;

    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(
        MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
      if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
        channel.resetConnectBackoff();
      }
      return next.newCall(method, options);
    }
  }
}
