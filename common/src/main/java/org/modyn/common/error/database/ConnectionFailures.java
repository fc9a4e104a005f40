package org.modyn.common.error.database;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.Set;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * Failures that are caused by the connection to PostgreSQL, not by the statement: the server is
 * stopping, restarting, has crashed, or has too many connections. After such a failure it is
 * unknown whether a statement took effect, unless it can be determined from its transaction.
 */
public final class ConnectionFailures {
  /** Connection exceptions. */
  private static final String CLASS = "08";

  /** admin_shutdown, crash_shutdown, cannot_connect_now, too_many_connections. */
  private static final Set<String> STATES = Set.of("57P01", "57P02", "57P03", "53300");

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

  /** Returns the first line of PostgreSQL's message; the others are details and hints. */
  public static String firstLine(SQLException failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("no reason given");
  }
}
