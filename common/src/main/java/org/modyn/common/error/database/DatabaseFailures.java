package org.modyn.common.error.database;

import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.statement.StatementException;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.machine.MachineFault;
import org.modyn.common.error.machine.MachineFaultException;
import org.slf4j.Logger;

/**
 * Failures of statements that have their cause in PostgreSQL or the connection to it, not in the
 * statement: the connection failed ({@link ConnectionFailures}), or PostgreSQL has no disk space or
 * memory left.
 */
public final class DatabaseFailures {
  private static final String DISK_FULL = "53100";
  private static final String OUT_OF_MEMORY = "53200";

  private DatabaseFailures() {}

  /**
   * Classifies a failure.
   *
   * @return UNAVAILABLE or RESOURCE_EXHAUSTED, with a message of one line; empty when the failure
   *     has another cause
   */
  public static Optional<ModynException> in(Throwable failure) {
    return in(failure, location(failure));
  }

  /**
   * As {@link #in(Throwable)}, for a failure that was not thrown by a statement of Jdbi, such as
   * that of a COPY.
   *
   * @param location of the database, from the configuration of its Jdbi
   */
  public static Optional<ModynException> in(Throwable failure, DatabaseLocation location) {
    return causes(failure, SQLException.class)
        .map(cause -> exhausted(failure, cause, location.description()))
        .flatMap(Optional::stream)
        .findFirst()
        .map(exhausted -> classifiedBefore(failure).orElse(exhausted))
        .or(() -> ConnectionFailures.in(failure));
  }

  private static Optional<ModynException> classifiedBefore(Throwable failure) {
    return causes(failure, ModynException.class)
        .filter(known -> known.category() == ErrorCategory.RESOURCE_EXHAUSTED)
        .findFirst();
  }

  private static Optional<ModynException> exhausted(
      Throwable failure, SQLException cause, String location) {
    return switch (String.valueOf(cause.getSQLState())) {
      case DISK_FULL ->
          Optional.of(
              new MachineFaultException(
                  MachineFault.DISK_FULL,
                  "the disk of %s is full (%s); free some space on it"
                      .formatted(location, ConnectionFailures.firstLine(cause)),
                  failure));
      case OUT_OF_MEMORY ->
          Optional.of(
              new ModynException(
                  ErrorCategory.RESOURCE_EXHAUSTED,
                  ("%s is out of memory (%s); give its machine more memory, or lower work_mem or"
                          + " max_connections in postgresql.conf")
                      .formatted(location, ConnectionFailures.firstLine(cause)),
                  failure));
      default -> Optional.empty();
    };
  }

  private static DatabaseLocation location(Throwable failure) {
    return causes(failure, StatementException.class)
        .map(StatementException::getStatementContext)
        .filter(Objects::nonNull)
        .map(context -> context.getConfig(DatabaseLocation.class))
        .findFirst()
        .orElseGet(DatabaseLocation::new);
  }

  static <T extends Throwable> Stream<T> causes(Throwable failure, Class<T> type) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .filter(type::isInstance)
        .map(type::cast);
  }

  /**
   * Logs a failure of work that is repeated later: a warning of one line when the database is the
   * cause, a server does not answer, or a machine has a fault, otherwise an error with its stack
   * trace.
   *
   * @param what what failed, for example {@code Cannot complete deletions}
   */
  public static void log(Logger log, String what, Throwable failure) {
    Optional<ModynException> database = in(failure);
    if (database.isPresent()) {
      log.warn("{}: {}; trying again", what, database.get().oneLine());
    } else if (failure instanceof ModynException known && TransientFailures.passes(known)) {
      log.warn("{}: {}; trying again", what, known.oneLine());
    } else {
      log.error("{}: {}; trying again", what, failure.getMessage(), failure);
    }
  }
}
