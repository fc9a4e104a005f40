package org.modyn.common.grpc;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.Status;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Tracks the attempts of one call to reach a server, as reported by the channel. While no attempt
 * has reached a server, the channel is made to reconnect periodically; the call is given up when
 * this has lasted for its patience. An attempt that was at a server for longer than the patience
 * restarts the wait.
 *
 * <p>The channel repeats attempts that end with UNKNOWN, because this is what Netty reports for an
 * attempt that is sent at the moment its connection breaks. The call is given up immediately when a
 * server has sent that status itself.
 *
 * <p>Thread safe. Calls into gRPC and the listener are made without holding the lock of this
 * object, because gRPC holds its own locks when it calls this class.
 */
final class CallAttempts extends ClientStreamTracer.Factory {
  /**
   * The first pause between two attempts to connect, or two attempts of the call; it doubles each
   * time.
   */
  static final Duration FIRST_PAUSE = Duration.ofMillis(100);

  static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final ScheduledExecutorService timer;
  private final long patienceNanos;
  private final long notificationDelayNanos;
  private final WaitListener listener;

  private long waitingSince;
  private long pauseNanos;
  private boolean atServer;
  private boolean notified;
  private boolean ended;
  private Optional<Status> lastFailure = Optional.empty();
  private Future<?> nextCheck;

  /** Receives the events of a waiting call. None of the methods may block. */
  interface WaitListener {
    /** Makes the channel try to connect immediately. */
    void reconnect();

    /** Called once, when the call has been waiting for the notification delay. */
    void waiting();

    /** Called when the call has waited for its patience, or must not be repeated. */
    void giveUp();
  }

  /** Returns whether an attempt failed because its connection broke while it was sent. */
  static boolean isBrokenConnection(Status status) {
    return status.getCode() == Status.Code.UNKNOWN
        && status.getCause() instanceof ClosedChannelException;
  }

  /**
   * @param patience the time that the call may be without a server
   * @param notificationDelay the time after which the listener is notified that the call is waiting
   */
  CallAttempts(
      ScheduledExecutorService timer,
      Duration patience,
      Duration notificationDelay,
      WaitListener listener) {
    this.timer = requireNonNull(timer, "timer is null");
    this.patienceNanos = patience.toNanos();
    this.notificationDelayNanos = notificationDelay.toNanos();
    this.listener = requireNonNull(listener, "listener is null");
  }

  /** Starts the wait for a server. */
  synchronized void begin() {
    waitFromNow();
  }

  /** Ends the wait: a server has responded, or the call has ended. */
  synchronized void end() {
    ended = true;
    if (nextCheck != null) {
      nextCheck.cancel(false);
    }
  }

  /** Returns whether no attempt is at a server, and the call has not ended. */
  synchronized boolean isWaiting() {
    return !ended && !atServer;
  }

  /** Returns the status of the last failed attempt that had reached a server. */
  synchronized Optional<Status> lastFailure() {
    return lastFailure;
  }

  @Override
  public ClientStreamTracer newClientStreamTracer(
      ClientStreamTracer.StreamInfo info, Metadata headers) {
    return new Attempt();
  }

  /**
   * One attempt. Its stream is created before the pause that precedes it, so it has reached a
   * server only once its headers are sent.
   */
  private final class Attempt extends ClientStreamTracer {
    private volatile long sentAt;

    @Override
    public void outboundHeaders() {
      sentAt = System.nanoTime();
      arrived();
    }

    @Override
    public void streamClosed(Status status) {
      if (sentAt == 0) {
        return;
      }
      if (status.getCode() == Status.Code.UNKNOWN && !isBrokenConnection(status)) {
        refused(status);
      } else {
        left(status, System.nanoTime() - sentAt);
      }
    }
  }

  private synchronized void arrived() {
    atServer = true;
  }

  private synchronized void left(Status status, long nanoseconds) {
    atServer = false;
    if (ended || !(status.getCode() == Status.Code.UNAVAILABLE || isBrokenConnection(status))) {
      return;
    }
    lastFailure = Optional.of(status);
    if (nanoseconds > patienceNanos) {
      waitFromNow();
    } else {
      // not immediately, and not on this thread, because gRPC holds locks here
      schedule(FIRST_PAUSE.toNanos());
    }
  }

  /** The channel's pause before the next attempt is long enough to end the call. */
  private void refused(Status status) {
    synchronized (this) {
      if (ended) {
        return;
      }
      lastFailure = Optional.of(status);
    }
    listener.giveUp();
  }

  private void waitFromNow() {
    waitingSince = System.nanoTime();
    pauseNanos = FIRST_PAUSE.toNanos();
    schedule(pauseNanos);
  }

  private void check() {
    boolean notifyNow = false;
    boolean giveUp;
    synchronized (this) {
      if (ended || atServer) {
        return;
      }
      long waited = System.nanoTime() - waitingSince;
      giveUp = waited >= patienceNanos;
      if (!giveUp) {
        notifyNow = !notified && waited >= notificationDelayNanos;
        notified |= notifyNow;
        pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE.toNanos());
        schedule(Math.min(pauseNanos, patienceNanos - waited));
      }
    }
    if (giveUp) {
      listener.giveUp();
      return;
    }
    listener.reconnect();
    if (notifyNow) {
      listener.waiting();
    }
  }

  private synchronized void schedule(long nanoseconds) {
    if (nextCheck != null) {
      nextCheck.cancel(false);
    }
    try {
      nextCheck = timer.schedule(this::check, nanoseconds, NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // the client has been closed, which ends its calls
      nextCheck = null;
    }
  }
}
