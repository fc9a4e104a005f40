package org.modyn.common.error.database;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.Interruptible;
import org.modyn.common.error.ModynException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Failures that are caused by the connection to PostgreSQL, not by the statement: the server is
 * stopping, restarting, has crashed, or has too many connections. After such a failure it is
 * unknown whether a statement took effect, unless it can be determined from its transaction.
 */
public final class ConnectionFailures {
  /** The time for which {@link #repeat} retries. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Longer than a call waits for a server, or a statement for the database. */
  private static final Duration LONGEST_CALL = Duration.ofMinutes(5);

  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 2_000;

  /** Connection exceptions. */
  private static final String CLASS = "08";

  /** admin_shutdown, crash_shutdown, cannot_connect_now, too_many_connections. */
  private static final Set<String> STATES = Set.of("57P01", "57P02", "57P03", "53300");

  private static final Logger log = LoggerFactory.getLogger(ConnectionFailures.class);

  private ConnectionFailures() {}

  /**
   * Classifies a failure.
   *
   * @return UNAVAILABLE; empty when the failure has another cause
   */
  public static Optional<ModynException> in(Throwable failure) {
    return DatabaseFailures.causes(failure, SQLException.class)
        .filter(ConnectionFailures::isOne)
        .findFirst()
        .map(cause -> new ModynException(ErrorCategory.UNAVAILABLE, describe(cause), failure));
  }

  private static String describe(SQLException failure) {
    return failure.getCause() instanceof SocketTimeoutException
        ? "PostgreSQL does not answer a statement"
        : "the connection to PostgreSQL failed: " + firstLine(failure);
  }

  /** Returns whether a failure is one of the connection. */
  public static boolean isOne(SQLException failure) {
    String state = String.valueOf(failure.getSQLState());
    return state.startsWith(CLASS)
        || STATES.contains(state)
        || failure instanceof SQLTransientConnectionException
        || failure.getCause() instanceof IOException;
  }

  /**
   * Runs an idempotent action, and retries it for at most a minute while the connection fails or
   * PostgreSQL does not respond.
   *
   * @throws ModynException UNAVAILABLE when the connection still fails; CANCELLED when the thread
   *     is interrupted meanwhile
   */
  public static <T> T repeat(Supplier<T> operation) {
    return repeat(
        operation, PATIENCE, failure -> log.warn("{}; trying again", failure.getMessage()));
  }

  /**
   * As {@link #repeat(Supplier)}, for operations that may also need other servers: retries while
   * the database or a server is unavailable.
   *
   * @param limit the time that the operation may be unavailable. It starts anew when an attempt had
   *     what it needed, that is when it lasted much longer than any call waits for a server
   * @param onUnavailable receives each failure that is followed by another attempt
   */
  public static <T> T repeat(
      Supplier<T> operation, Duration limit, Consumer<ModynException> onUnavailable) {
    long pause = FIRST_PAUSE_MILLIS;
    OptionalLong unavailableSince = OptionalLong.empty();
    while (true) {
      long start = System.nanoTime();
      try {
        return operation.get();
      } catch (GaveUpException e) {
        throw e;
      } catch (RuntimeException e) {
        ModynException unavailable =
            e instanceof ModynException known && known.category() == ErrorCategory.UNAVAILABLE
                ? known
                : in(e).orElseThrow(() -> e);
        long now = System.nanoTime();
        if (now - start > limit.plus(LONGEST_CALL).toNanos()) {
          unavailableSince = OptionalLong.of(now);
          pause = FIRST_PAUSE_MILLIS;
        } else if (unavailableSince.isEmpty()) {
          unavailableSince = OptionalLong.of(start);
        }
        if (now - unavailableSince.getAsLong() > limit.toNanos()) {
          throw new GaveUpException(limit, unavailable);
        }
        onUnavailable.accept(unavailable);
        Interruptible.sleep(Duration.ofMillis(pause), "waiting for what is unavailable");
        pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
      }
    }
  }

  /** An operation was repeated for long enough: one that contains it does not repeat it again. */
  private static final class GaveUpException extends ModynException {
    private static final long serialVersionUID = 1L;

    GaveUpException(Duration limit, ModynException failure) {
      super(
          ErrorCategory.UNAVAILABLE,
          "gave up after " + limit.toSeconds() + " seconds: " + failure.getMessage(),
          failure);
    }
  }

  /** Returns the first line of PostgreSQL's message; the others are details and hints. */
  public static String firstLine(SQLException failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("no reason given");
  }
}
