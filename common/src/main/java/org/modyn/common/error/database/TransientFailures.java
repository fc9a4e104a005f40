package org.modyn.common.error.database;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.Interruptible;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.machine.MachineFault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats work that fails for a reason that passes: a server or the database is unavailable, or a
 * machine has a {@link MachineFault}.
 */
public final class TransientFailures {
  /** The time for which {@link #repeat} retries. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Longer than a call waits for a server, or a statement for the database. */
  private static final Duration LONGEST_CALL = Duration.ofMinutes(5);

  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 2_000;

  /** An attempt may write gigabytes before it finds a disk full again. */
  private static final long LONGEST_PAUSE_OF_FAULT_MILLIS = 10_000;

  private static final Logger log = LoggerFactory.getLogger(TransientFailures.class);

  private TransientFailures() {}

  /**
   * Classifies a failure.
   *
   * @return what to report; empty when the failure has a reason that does not pass by itself
   */
  public static Optional<ModynException> in(Throwable failure) {
    if (failure instanceof GaveUpException) {
      return Optional.empty();
    }
    if (failure instanceof ModynException known && passes(known)) {
      return Optional.of(known);
    }
    return DatabaseFailures.in(failure).filter(TransientFailures::passes);
  }

  /** Whether the reason of a failure passes by itself, or when an operator has removed it. */
  static boolean passes(ModynException failure) {
    return failure.category() == ErrorCategory.UNAVAILABLE || MachineFault.in(failure).isPresent();
  }

  /**
   * Runs an idempotent action, and repeats it for at most a minute while PostgreSQL does not
   * respond, its connection fails, or its disk is full.
   *
   * @throws ModynException with the last failure; CANCELLED when the thread is interrupted
   *     meanwhile
   */
  public static <T> T repeat(Supplier<T> operation) {
    return repeat(
        operation, PATIENCE, failure -> log.warn("{}; trying again", failure.getMessage()));
  }

  /**
   * As {@link #repeat(Supplier)}, for operations that may also need other servers or write files.
   *
   * @param limit the time for which the operation may fail. It starts anew when an attempt had what
   *     it needed, that is when it lasted much longer than any call waits for a server, and did not
   *     end with a fault of a machine: a disk that is full at the end of a long work remains so
   * @param onFailure receives each failure that is followed by another attempt
   * @throws ModynException of the category of the last failure
   */
  public static <T> T repeat(
      Supplier<T> operation, Duration limit, Consumer<ModynException> onFailure) {
    long pause = FIRST_PAUSE_MILLIS;
    OptionalLong failingSince = OptionalLong.empty();
    while (true) {
      long start = System.nanoTime();
      try {
        return operation.get();
      } catch (RuntimeException e) {
        ModynException failure = in(e).orElseThrow(() -> e);
        long now = System.nanoTime();
        boolean hadWhatItNeeded = now - start > limit.plus(LONGEST_CALL).toNanos();
        if (hadWhatItNeeded && MachineFault.in(failure).isEmpty()) {
          failingSince = OptionalLong.of(now);
          pause = FIRST_PAUSE_MILLIS;
        } else if (failingSince.isEmpty()) {
          failingSince = OptionalLong.of(hadWhatItNeeded ? now : start);
        }
        if (now - failingSince.getAsLong() > limit.toNanos()) {
          throw new GaveUpException(limit, failure);
        }
        onFailure.accept(failure);
        Interruptible.sleep(Duration.ofMillis(pause), "waiting for what has failed");
        pause = Math.min(2 * pause, longestPause(failure));
      }
    }
  }

  private static long longestPause(ModynException failure) {
    return MachineFault.in(failure).isPresent()
        ? LONGEST_PAUSE_OF_FAULT_MILLIS
        : LONGEST_PAUSE_MILLIS;
  }

  /** An operation was repeated for long enough: one that contains it does not repeat it again. */
  private static final class GaveUpException extends ModynException {
    private static final long serialVersionUID = 1L;

    GaveUpException(Duration limit, ModynException failure) {
      super(
          failure.category(),
          "gave up after " + limit.toSeconds() + " seconds: " + failure.getMessage(),
          failure);
    }
  }
}
