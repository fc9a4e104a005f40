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
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets each call of a channel wait for an unreachable server for at most its patience, and reports
 * what it is waiting for. The channel itself retries calls that fail with UNAVAILABLE; this class
 * makes it reconnect in time for each attempt, and ends the attempts.
 *
 * <p>Patience limits the time without a server, not the duration of a call: a call that a server is
 * processing has no time limit.
 */
final class PatientInterceptor implements ClientInterceptor, AutoCloseable {
  /** The time after which a waiting call is reported. */
  static final Duration NOTIFICATION_DELAY = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(PatientInterceptor.class);

  private final String serviceName;
  private final ServiceTarget target;

  /** For messages: {@code the selector at localhost:50056}. */
  private final String server;

  private final Duration patience;
  private final Duration refreshInterval;
  private final ReachabilityProbe probe;
  private final ScheduledThreadPoolExecutor timer;
  private final AtomicLong lastRefresh = new AtomicLong(System.nanoTime());
  private final AtomicBoolean away = new AtomicBoolean();
  private volatile ManagedChannel channel;

  /**
   * @param patience of calls without the option {@link GrpcClient#PATIENCE}
   * @param refreshInterval the interval at which, while calls are made, names are resolved again
   *     and unreachable servers are retried
   * @param probe finds out why the service cannot be reached
   */
  PatientInterceptor(
      String serviceName,
      ServiceTarget target,
      Duration patience,
      Duration refreshInterval,
      ReachabilityProbe probe) {
    this.serviceName = requireNonNull(serviceName, "serviceName is null");
    this.target = requireNonNull(target, "target is null");
    this.server = "the %s at %s".formatted(serviceName, target);
    this.patience = requireNonNull(patience, "patience is null");
    this.refreshInterval = requireNonNull(refreshInterval, "refreshInterval is null");
    this.probe = requireNonNull(probe, "probe is null");
    timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("wait-for-" + serviceName, 0).factory());
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Sets the channel that uses this interceptor; must be called once, before the first call. */
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

  /** A channel does not resolve its name again while it has a working connection. */
  private void reconnectIfDue() {
    long now = System.nanoTime();
    long last = lastRefresh.get();
    if (now - last > refreshInterval.toNanos() && lastRefresh.compareAndSet(last, now)) {
      channel.resetConnectBackoff();
    }
  }

  /** A call that fails when it has been without a server for its patience. */
  private final class PatientCall<Q, R> extends ForwardingClientCall<Q, R>
      implements CallAttempts.WaitListener {
    private final Duration patienceOfCall;
    private final Optional<WaitListener> listener;
    private final CallAttempts attempts;
    private final ReentrantLock sending = new ReentrantLock();
    private volatile Optional<Status> givenUp = Optional.empty();
    private ClientCall<Q, R> delegate;

    PatientCall(Duration patienceOfCall, WaitListener listener) {
      this.patienceOfCall = patienceOfCall;
      this.listener = Optional.ofNullable(listener);
      this.attempts = new CallAttempts(timer, patienceOfCall, NOTIFICATION_DELAY, this);
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
            public void onHeaders(Metadata responseHeaders) {
              attempts.end();
              serverResponded();
              super.onHeaders(responseHeaders);
            }

            @Override
            public void onClose(Status status, Metadata trailers) {
              attempts.end();
              super.onClose(givenUp.orElse(brokenConnection(status)), trailers);
            }
          },
          headers);
    }

    @Override
    public void sendMessage(Q message) {
      unlessGivenUp(() -> delegate.sendMessage(message));
    }

    @Override
    public void halfClose() {
      unlessGivenUp(delegate::halfClose);
    }

    /** A call that was cancelled refuses messages with an exception; its listener is told why. */
    private void unlessGivenUp(Runnable action) {
      sending.lock();
      try {
        if (givenUp.isEmpty()) {
          action.run();
        }
      } finally {
        sending.unlock();
      }
    }

    /** For callers, a broken connection is a server that cannot be reached. */
    private Status brokenConnection(Status status) {
      return CallAttempts.isBrokenConnection(status)
          ? Status.UNAVAILABLE
              .withDescription(String.format(Locale.ROOT, "the connection to %s broke", server))
              .withCause(status.getCause())
          : status;
    }

    /** By itself, a channel waits up to two minutes between two attempts to connect. */
    @Override
    public void reconnect() {
      channel.resetConnectBackoff();
    }

    @Override
    public void waiting() {
      Instant since = Instant.now().minus(NOTIFICATION_DELAY);
      Thread.startVirtualThread(
          () -> {
            String reason = reason();
            if (!attempts.isWaiting()) {
              return;
            }
            if (away.compareAndSet(false, true)) {
              log.warn("waiting for {}: {}", server, reason);
            }
            listener.ifPresent(present -> present.waiting(server, reason, since));
          });
    }

    private void serverResponded() {
      if (away.compareAndSet(true, false)) {
        log.info("{} answers again", server);
      }
      listener.ifPresent(present -> present.answered(server));
    }

    @Override
    public void giveUp() {
      Thread.startVirtualThread(
          () -> {
            Status failure = failure();
            sending.lock();
            try {
              givenUp = Optional.of(failure);
              cancel("no server within " + patienceOfCall, null);
            } finally {
              sending.unlock();
            }
          });
    }

    /** A status that was sent by a server is passed on unchanged. */
    private Status failure() {
      Optional<Status> last = attempts.lastFailure();
      if (last.isPresent() && last.get().getCause() == null) {
        return last.get();
      }
      String message =
          String.format(
              Locale.ROOT,
              "cannot reach %s: %s; waited %d seconds; is it running?",
              server,
              reason(),
              patienceOfCall.toSeconds());
      Throwable cause = last.map(Status::getCause).orElseGet(() -> new TimeoutException(message));
      return Status.UNAVAILABLE.withDescription(message).withCause(cause);
    }

    private String reason() {
      return probe.reason(target);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
