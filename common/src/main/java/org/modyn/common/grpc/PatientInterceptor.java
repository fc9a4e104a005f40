package org.modyn.common.grpc;

import static java.util.Objects.requireNonNull;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the calls of a channel wait for a server that cannot be reached, each for as long as it may,
 * and tells what is waited for. The channel itself repeats calls that find a server UNAVAILABLE;
 * this class has it connect again in time for each attempt, and ends the attempts.
 *
 * <p>What is limited is the time without a server, not that of a call: one that is being answered
 * takes as long as it takes.
 */
final class PatientInterceptor implements ClientInterceptor, AutoCloseable {
  /** After that long it is worth telling that a call waits. */
  private static final Duration TELL_AFTER = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(PatientInterceptor.class);

  private final String serviceName;
  private final ServiceTarget target;
  private final Duration patience;
  private final Duration lookAgain;
  private final ScheduledThreadPoolExecutor timer;
  private final AtomicLong lastLook = new AtomicLong(System.nanoTime());
  private final AtomicBoolean away = new AtomicBoolean();
  private volatile ManagedChannel channel;

  /**
   * @param patience of calls that name none
   * @param lookAgain how often, while calls are made, names are resolved and dead servers tried
   */
  PatientInterceptor(
      String serviceName, ServiceTarget target, Duration patience, Duration lookAgain) {
    this.serviceName = requireNonNull(serviceName, "serviceName is null");
    this.target = requireNonNull(target, "target is null");
    this.patience = requireNonNull(patience, "patience is null");
    this.lookAgain = requireNonNull(lookAgain, "lookAgain is null");
    timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("wait-for-" + serviceName, 0).factory());
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** To be called once, with the channel that has this interceptor. */
  void setChannel(ManagedChannel newChannel) {
    channel = newChannel;
  }

  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    reconnectIfDue();
    Duration patienceOfCall =
        Optional.ofNullable(options.getOption(GrpcClient.PATIENCE)).orElse(patience);
    PatientCall<Q, R> call = new PatientCall<>(patienceOfCall, GrpcClient.WAIT_LISTENER.get());
    call.delegate =
        next.newCall(method, options.withWaitForReady().withStreamTracerFactory(call.attempts));
    return call;
  }

  /** A channel never looks whether a name has got more servers while it has one that works. */
  private void reconnectIfDue() {
    long now = System.nanoTime();
    long last = lastLook.get();
    if (now - last > lookAgain.toNanos() && lastLook.compareAndSet(last, now)) {
      channel.resetConnectBackoff();
    }
  }

  /** A call that ends when it has been without a server for its patience. */
  private final class PatientCall<Q, R> extends ForwardingClientCall<Q, R>
      implements CallAttempts.Waiter {
    private final Duration patienceOfCall;
    private final Optional<Consumer<String>> listener;
    private final CallAttempts attempts;
    private volatile Optional<Status> givenUp = Optional.empty();
    private ClientCall<Q, R> delegate;

    PatientCall(Duration patienceOfCall, Consumer<String> listener) {
      this.patienceOfCall = patienceOfCall;
      this.listener = Optional.ofNullable(listener);
      this.attempts = new CallAttempts(timer, patienceOfCall, TELL_AFTER, this);
    }

    @Override
    protected ClientCall<Q, R> delegate() {
      return delegate;
    }

    @Override
    public void start(Listener<R> responses, Metadata headers) {
      attempts.begin();
      super.start(
          new SimpleForwardingClientCallListener<>(responses) {
            @Override
            public void onHeaders(Metadata answered) {
              attempts.end();
              answers();
              super.onHeaders(answered);
            }

            @Override
            public void onClose(Status status, Metadata trailers) {
              attempts.end();
              super.onClose(givenUp.orElse(status), trailers);
            }
          },
          headers);
    }

    /** A channel whose servers were away waits up to two minutes between two attempts. */
    @Override
    public void reconnect() {
      channel.resetConnectBackoff();
    }

    @Override
    public void waiting() {
      Thread.startVirtualThread(
          () -> {
            String line = "waiting for the %s at %s: %s".formatted(serviceName, target, reason());
            if (away.compareAndSet(false, true)) {
              log.warn("{}", line);
            }
            listener.ifPresent(present -> present.accept(line));
          });
    }

    private void answers() {
      if (away.get() || attempts.hasTold()) {
        String line = "the %s at %s answers again".formatted(serviceName, target);
        if (away.compareAndSet(true, false)) {
          log.info("{}", line);
        }
        listener.filter(present -> attempts.hasTold()).ifPresent(present -> present.accept(line));
      }
    }

    @Override
    public void giveUp() {
      Thread.startVirtualThread(
          () -> {
            givenUp = Optional.of(failure());
            cancel("no server within " + patienceOfCall, null);
          });
    }

    /** What a server said itself is passed on. */
    private Status failure() {
      Optional<Status> last = attempts.lastFailure();
      if (last.isPresent() && last.get().getCause() == null) {
        return last.get();
      }
      String message =
          "cannot reach the %s at %s: %s; waited %d seconds; is it running?"
              .formatted(serviceName, target, reason(), patienceOfCall.toSeconds());
      Throwable cause = last.map(Status::getCause).orElseGet(() -> new TimeoutException(message));
      return Status.UNAVAILABLE.withDescription(message).withCause(cause);
    }

    private String reason() {
      return ReachabilityProbe.reason(target);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
