package org.modyn.supervisor;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.modyn.common.database.TermLock;
import org.modyn.common.error.ModynException;
import org.modyn.supervisor.database.SupervisorTerm;
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
  private final SupervisorTerm terms;
  private final String name;
  private final Pipelines pipelines;
  private final Duration period;
  private final Thread thread;
  private final CountDownLatch closed = new CountDownLatch(1);
  private OptionalLong term = OptionalLong.empty();
  private Optional<Consumer<Boolean>> listener = Optional.empty();
  private volatile Optional<String> other = Optional.empty();

  private Election(SupervisorTerm terms, String name, Pipelines pipelines, Duration period) {
    this.terms = requireNonNull(terms, "terms is null");
    this.lock = terms.lock();
    this.name = requireNonNull(name, "name is null");
    this.pipelines = requireNonNull(pipelines, "pipelines is null");
    this.period = requireNonNull(period, "period is null");
    this.thread = Thread.ofPlatform().name("election").daemon().unstarted(this::run);
  }

  /**
   * Starts the election. When this returns, the supervisor is active, or another one is.
   *
   * @param name of this supervisor, for the messages of others
   */
  static Election start(SupervisorTerm terms, String name, Pipelines pipelines, Duration period) {
    Election election = new Election(terms, name, pipelines, period);
    try {
      election.check();
    } catch (RuntimeException e) {
      election.lock.close();
      throw e;
    }
    election.standby().ifPresent(log::info);
    election.thread.start();
    return election;
  }

  /**
   * Returns one line that says that this supervisor is a standby, and names the active one if it is
   * known; empty on the active one.
   */
  Optional<String> standby() {
    return pipelines.isActive()
        ? Optional.empty()
        : Optional.of(
            "this supervisor is a standby: %s is active"
                .formatted(
                    other.map("the one on "::concat).orElse("another one on the same database")));
  }

  /**
   * Tells a listener whether this supervisor is active: now, and whenever that changes.
   *
   * @param newListener must not block
   */
  synchronized void observe(Consumer<Boolean> newListener) {
    listener = Optional.of(newListener);
    newListener.accept(pipelines.isActive());
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

  private synchronized void check() {
    OptionalLong held = lock.hold();
    if (!held.equals(term)) {
      change(held);
    }
    if (held.isEmpty()) {
      other = terms.holder();
    }
  }

  private void change(OptionalLong held) {
    if (term.isPresent()) {
      log.warn("The term {} of this supervisor has ended", term.getAsLong());
      term = OptionalLong.empty();
      listener.ifPresent(told -> told.accept(false));
      pipelines.deactivate();
    }
    if (held.isPresent()) {
      terms.announce(held.getAsLong(), name);
      activate(held.getAsLong());
      term = held;
      listener.ifPresent(told -> told.accept(true));
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
