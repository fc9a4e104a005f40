package org.modyn.supervisor;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.modyn.common.database.TermLock;
import org.modyn.common.error.ModynException;
import org.modyn.supervisor.pipeline.Pipelines;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes this supervisor the active one or a standby: periodically acquires the lock if no other
 * supervisor on the same database holds it. The end of the active supervisor's process, of its
 * machine or of its connection to the database releases the lock.
 *
 * <p>While the database does not respond, a supervisor stays what it is: nobody else can become
 * active, and writes of an earlier term fail.
 */
final class Election implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Election.class);

  private final TermLock lock;
  private final Pipelines pipelines;
  private final Duration period;
  private final Thread thread;
  private final CountDownLatch closed = new CountDownLatch(1);
  private OptionalLong term = OptionalLong.empty();

  private Election(TermLock lock, Pipelines pipelines, Duration period) {
    this.lock = requireNonNull(lock, "lock is null");
    this.pipelines = requireNonNull(pipelines, "pipelines is null");
    this.period = requireNonNull(period, "period is null");
    this.thread = Thread.ofPlatform().name("election").daemon().unstarted(this::run);
  }

  /**
   * Starts the election. When this returns, the supervisor is active, or another one is.
   *
   * @param lock closed with the election
   */
  static Election start(TermLock lock, Pipelines pipelines, Duration period) {
    Election election = new Election(lock, pipelines, period);
    try {
      election.check();
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
    if (!pipelines.isActive()) {
      log.info("Another supervisor on the same database is active; this one is a standby");
    }
    election.thread.start();
    return election;
  }

  private void run() {
    try {
      while (!closed.await(period.toNanos(), TimeUnit.NANOSECONDS)) {
        try {
          check();
        } catch (ModynException e) {
          log.warn("{}", e.oneLine());
          log.debug("The database does not respond", e);
        } catch (RuntimeException e) {
          log.error("The supervisor could not become active; trying again", e);
        }
      }
    } catch (InterruptedException e) {
      log.debug("The election ends", e);
    }
    lock.close();
  }

  private void check() {
    OptionalLong held = lock.hold();
    if (held.equals(term)) {
      return;
    }
    if (term.isPresent()) {
      log.warn("The term {} of this supervisor has ended", term.getAsLong());
      term = OptionalLong.empty();
      pipelines.deactivate();
    }
    if (held.isPresent()) {
      activate(held.getAsLong());
      term = held;
    }
  }

  private void activate(long newTerm) {
    try {
      pipelines.activate(newTerm);
    } catch (RuntimeException e) {
      pipelines.deactivate();
      throw e;
    }
  }

  /** Releases the lock, so that a standby becomes active; the pipelines must be suspended. */
  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      log.debug("Interrupted while the election ends", e);
      Thread.currentThread().interrupt();
    }
  }
}
