package org.modyn.supervisor.pipeline;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.database.ConnectionFailures;
import org.modyn.supervisor.client.Polling;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats an operation of a pipeline for as long as a server or the database that it needs is
 * unavailable. Thread safe.
 */
final class Patience {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final Logger log = LoggerFactory.getLogger(Patience.class);

  private final Duration limit;
  private final Consumer<Waiting> onWaiting;
  private volatile Optional<Waiting> waiting = Optional.empty();

  /**
   * @param limit the time after which an operation that is still unavailable fails
   * @param onWaiting receives what the pipeline waits for, once for each reason
   */
  Patience(Duration limit, Consumer<Waiting> onWaiting) {
    this.limit = requireNonNull(limit, "limit is null");
    this.onWaiting = requireNonNull(onWaiting, "onWaiting is null");
  }

  /** Returns what the pipeline waits for at the moment. */
  Optional<Waiting> waiting() {
    return waiting;
  }

  /**
   * Runs an operation that may be repeated.
   *
   * @param beforeRepetition is called before each repetition
   * @throws ModynException UNAVAILABLE after the limit; any other failure at once
   */
  <T> T call(Supplier<T> operation, Runnable beforeRepetition) {
    Polling polling = new Polling(FIRST_PAUSE, LONGEST_PAUSE);
    Instant since = Instant.now();
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      try {
        T result = operation.get();
        waiting = Optional.empty();
        return result;
      } catch (RuntimeException e) {
        ModynException unavailable = unavailable(e).orElseThrow(() -> e);
        if (System.nanoTime() > deadline) {
          waiting = Optional.empty();
          throw new ModynException(
              ErrorCategory.UNAVAILABLE,
              "gave up after " + limit.toSeconds() + " seconds: " + unavailable.getMessage(),
              unavailable);
        }
        report(new Waiting(unavailable.oneLine(), since));
      }
      polling.pause();
      beforeRepetition.run();
    }
  }

  private static Optional<ModynException> unavailable(RuntimeException failure) {
    if (failure instanceof ModynException known) {
      return known.category() == ErrorCategory.UNAVAILABLE ? Optional.of(known) : Optional.empty();
    }
    return ConnectionFailures.in(failure);
  }

  private void report(Waiting now) {
    boolean isNew = waiting.isEmpty() || !waiting.get().reason().equals(now.reason());
    waiting = Optional.of(now);
    if (isNew) {
      log.warn("Waiting: {}", now.reason());
      onWaiting.accept(now);
    }
  }
}
