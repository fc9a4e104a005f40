package org.modyn.common.database;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;
import javax.sql.DataSource;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Elects one of several servers that share a database: an advisory lock on a dedicated connection,
 * which PostgreSQL releases when the connection ends for any reason. Used by one thread.
 *
 * <p>A server may have lost the lock without noticing. Therefore, each time that a server acquires
 * the lock, it starts a new term: it increments the number in a table of one row. A transaction
 * that writes locks that row for sharing and compares the number, so writes of an earlier term are
 * rejected. So two servers never write at the same time, even after a network partition.
 *
 * <p>Requires a PostgreSQL session: a connection pooler must use session pooling.
 */
public final class TermLock implements AutoCloseable {
  private static final int VALIDATION_SECONDS = 5;
  private static final Logger log = LoggerFactory.getLogger(TermLock.class);

  private final DataSource dataSource;
  private final Election election;
  private Connection connection;
  private long term;

  public TermLock(DataSource dataSource, Election election) {
    this.dataSource = requireNonNull(dataSource, "dataSource is null");
    this.election = requireNonNull(election, "election is null");
  }

  /**
   * What servers are elected for.
   *
   * @param name for messages, for example {@code ingest}
   * @param key the number of the advisory lock, unique in the database
   * @param table the name of the table with the term: one row, one column {@code term}
   */
  public record Election(String name, long key, String table) {
    public Election {
      requireNonNull(name, "name is null");
      requireNonNull(table, "table is null");
    }
  }

  /**
   * Returns the term of this server if it holds the lock; acquires the lock if it is free. A
   * different term than in the last call means that the lock was lost in between.
   *
   * @throws ModynException UNAVAILABLE when the database does not respond
   */
  public OptionalLong hold() {
    try {
      return isHeld() || acquire() ? OptionalLong.of(term) : OptionalLong.empty();
    } catch (SQLException e) {
      throw new ModynException(
          ErrorCategory.UNAVAILABLE,
          "cannot ask the database for the %s lock: %s".formatted(election.name(), e.getMessage()),
          e);
    }
  }

  private boolean isHeld() throws SQLException {
    if (connection != null) {
      if (connection.isValid(VALIDATION_SECONDS)) {
        return true;
      }
      log.warn("Lost the connection that held the {} lock", election.name());
      cut(connection);
      connection = null;
    }
    return false;
  }

  private boolean acquire() throws SQLException {
    Connection candidate = dataSource.getConnection();
    try {
      if (!tryLock(candidate)) {
        candidate.close();
        return false;
      }
      term = beginTerm(candidate);
      connection = candidate;
    } catch (SQLException | RuntimeException e) {
      cut(candidate);
      throw e;
    }
    log.info("This server has the {} lock, in term {}", election.name(), term);
    return true;
  }

  private boolean tryLock(Connection candidate) throws SQLException {
    try (PreparedStatement statement =
        candidate.prepareStatement("SELECT pg_try_advisory_lock(?)")) {
      statement.setLong(1, election.key());
      try (ResultSet result = statement.executeQuery()) {
        return result.next() && result.getBoolean(1);
      }
    }
  }

  /** Starts a new term; waits for transactions in which an earlier holder is still writing. */
  private long beginTerm(Connection candidate) throws SQLException {
    try (Statement statement = candidate.createStatement()) {
      statement.execute(SessionKeepalive.FOR_SESSION);
      try (ResultSet result =
          statement.executeQuery(
              "UPDATE " + election.table() + " SET term = term + 1 RETURNING term")) {
        result.next();
        return result.getLong(1);
      }
    }
  }

  /** Releases the lock, so that another server can acquire it. */
  @Override
  public void close() {
    if (connection == null) {
      return;
    }
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT pg_advisory_unlock(?)")) {
      statement.setLong(1, election.key());
      statement.execute();
      connection.close();
    } catch (SQLException e) {
      log.warn(
          "Cannot release the {} lock; it is released with the connection", election.name(), e);
      cut(connection);
    }
    connection = null;
  }

  /** Ends the session, because it might keep the lock in the pool. */
  private static void cut(Connection broken) {
    try {
      broken.abort(Runnable::run);
      broken.close();
    } catch (SQLException e) {
      log.debug("Closing a broken connection failed", e);
    }
  }
}
