package org.modyn.common.grpc;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The attempts of one call to reach a server, as the channel reports them. While none is at a
 * server, the channel is made to connect again and again; the call is given up when that has lasted
 * for its patience. An attempt that a server had for longer than that begins the wait anew.
 *
 * <p>Thread safe. Calls of others are made without holding its lock, since they take locks of gRPC,
 * under which gRPC calls this class.
 */
final class CallAttempts extends ClientStreamTracer.Factory {
  /** Between two attempts to connect, and between two of the call; it doubles. */
  static final Duration FIRST_PAUSE = Duration.ofMillis(100);

  static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final ScheduledExecutorService timer;
  private final long patienceNanos;
  private final long tellAfterNanos;
  private final Waiter waiter;

  private long waitingSince;
  private long pauseNanos;
  private boolean atServer;
  private boolean told;
  private boolean ended;
  private Optional<Status> lastFailure = Optional.empty();
  private Future<?> nextCheck;

  /** Who has a call that waits. None of the methods may block. */
  interface Waiter {
    /** Makes the channel try to connect. */
    void reconnect();

    /** The call has been waiting for a while. */
    void waiting();

    /** The call has waited for its patience. */
    void giveUp();
  }

  /**
   * @param patience how long the call may be without a server
   * @param tellAfter how long before its waiter hears of it
   */
  CallAttempts(
      ScheduledExecutorService timer, Duration patience, Duration tellAfter, Waiter waiter) {
    this.timer = requireNonNull(timer, "timer is null");
    this.patienceNanos = patience.toNanos();
    this.tellAfterNanos = tellAfter.toNanos();
    this.waiter = requireNonNull(waiter, "waiter is null");
  }

  /** The call begins. */
  synchronized void begin() {
    waitFromNow();
  }

  /** A server answers, or the call is over: nothing is waited for any more. */
  synchronized void end() {
    ended = true;
    if (nextCheck != null) {
      nextCheck.cancel(false);
    }
  }

  /** Whether the waiter has heard that the call waits. */
  synchronized boolean hasTold() {
    return told;
  }

  /** Of the last attempt that was at a server. */
  synchronized Optional<Status> lastFailure() {
    return lastFailure;
  }

  @Override
  public ClientStreamTracer newClientStreamTracer(
      ClientStreamTracer.StreamInfo info, Metadata headers) {
    return new Attempt();
  }

  /**
   * An attempt. Its stream is made before the pause that precedes it: it counts from the time when
   * its headers are sent.
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
      if (sentAt != 0) {
        left(status, System.nanoTime() - sentAt);
      }
    }
  }

  private synchronized void arrived() {
    atServer = true;
  }

  private synchronized void left(Status status, long nanoseconds) {
    atServer = false;
    if (ended || status.getCode() != Status.Code.UNAVAILABLE) {
      return;
    }
    lastFailure = Optional.of(status);
    if (nanoseconds > patienceNanos) {
      waitFromNow();
    } else {
      // not at once, and not here, where gRPC holds locks
      schedule(FIRST_PAUSE.toNanos());
    }
  }

  private void waitFromNow() {
    waitingSince = System.nanoTime();
    pauseNanos = FIRST_PAUSE.toNanos();
    schedule(pauseNanos);
  }

  private void check() {
    boolean isTold = false;
    boolean isOver;
    synchronized (this) {
      if (ended || atServer) {
        return;
      }
      long waited = System.nanoTime() - waitingSince;
      isOver = waited >= patienceNanos;
      if (!isOver) {
        isTold = !told && waited >= tellAfterNanos;
        told |= isTold;
        pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE.toNanos());
        schedule(Math.min(pauseNanos, patienceNanos - waited));
      }
    }
    if (isOver) {
      waiter.giveUp();
      return;
    }
    waiter.reconnect();
    if (isTold) {
      waiter.waiting();
    }
  }

  private synchronized void schedule(long nanoseconds) {
    if (nextCheck != null) {
      nextCheck.cancel(false);
    }
    try {
      nextCheck = timer.schedule(this::check, nanoseconds, NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // the client has been closed, which ends its calls by itself
      nextCheck = null;
    }
  }
}
