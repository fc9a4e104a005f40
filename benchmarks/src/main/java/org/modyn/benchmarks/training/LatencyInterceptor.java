package org.modyn.benchmarks.training;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Simulates the latency of a network: every call reaches the server later, and so does its response
 * reach the client. Calls wait independently of each other, as messages on a network do, and no
 * thread waits for them.
 */
final class LatencyInterceptor implements ClientInterceptor {
  private final Duration latency;
  private final ScheduledExecutorService timer;

  /**
   * @param latency the time between the start of a call and its arrival at the server
   * @param timer starts the calls; the caller shuts it down
   */
  LatencyInterceptor(Duration latency, ScheduledExecutorService timer) {
    this.latency = requireNonNull(latency, "latency is null");
    this.timer = requireNonNull(timer, "timer is null");
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    return new DelayedCall<>(next.newCall(method, options));
  }

  /** Keeps what a client does until the call has arrived. */
  private final class DelayedCall<Q, A> extends ClientCall<Q, A> {
    private final ClientCall<Q, A> call;
    private final Queue<Runnable> actions = new ArrayDeque<>();
    private boolean arrived;

    DelayedCall(ClientCall<Q, A> call) {
      this.call = call;
    }

    @Override
    public void start(Listener<A> responses, Metadata headers) {
      perform(() -> call.start(responses, headers));
      timer.schedule(this::arrive, latency.toNanos(), NANOSECONDS);
    }

    private synchronized void arrive() {
      arrived = true;
      actions.forEach(Runnable::run);
      actions.clear();
    }

    private synchronized void perform(Runnable action) {
      if (arrived) {
        action.run();
      } else {
        actions.add(action);
      }
    }

    @Override
    public void request(int messages) {
      perform(() -> call.request(messages));
    }

    @Override
    public void cancel(String message, Throwable cause) {
      perform(() -> call.cancel(message, cause));
    }

    @Override
    public void halfClose() {
      perform(call::halfClose);
    }

    @Override
    public void sendMessage(Q message) {
      perform(() -> call.sendMessage(message));
    }
  }
}
