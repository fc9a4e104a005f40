package org.modyn.storage.database;

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
 * Elects, among all storage servers of one database, the one that ingests new files: an advisory
 * lock on a dedicated connection, which PostgreSQL releases when the connection ends for any
 * reason. Used by one thread.
 *
 * <p>A server may have lost the lock without noticing. Therefore, each time that a server acquires
 * the lock, it starts a new term with an increasing number, and writes of an earlier term are
 * rejected. So two servers never record files at the same time, even after a network partition.
 *
 * <p>Requires a PostgreSQL session: a connection pooler must use session pooling.
 */
public final class IngestLock implements AutoCloseable {
  /** "modyn" and "ingest": an arbitrary constant. */
  private static final long KEY = 0x6D6F_6479_6E69_6E67L;

  private static final int VALIDATION_SECONDS = 5;
  private static final Logger log = LoggerFactory.getLogger(IngestLock.class);

  private final DataSource dataSource;
  private Connection connection;
  private long term;

  public IngestLock(DataSource dataSource) {
    this.dataSource = requireNonNull(dataSource, "dataSource is null");
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
          "cannot ask the database for the ingest lock: " + e.getMessage(),
          e);
    }
  }

  private boolean isHeld() throws SQLException {
    if (connection != null) {
      if (connection.isValid(VALIDATION_SECONDS)) {
        return true;
      }
      log.warn("Lost the connection that held the ingest lock");
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
    log.info("This server ingests new files, in term {}", term);
    return true;
  }

  private static boolean tryLock(Connection candidate) throws SQLException {
    try (PreparedStatement statement =
        candidate.prepareStatement("SELECT pg_try_advisory_lock(?)")) {
      statement.setLong(1, KEY);
      try (ResultSet result = statement.executeQuery()) {
        return result.next() && result.getBoolean(1);
      }
    }
  }

  /** Starts a new term; waits for transactions in which an earlier holder is still recording. */
  private static long beginTerm(Connection candidate) throws SQLException {
    try (Statement statement = candidate.createStatement()) {
      statement.execute(SessionKeepalive.FOR_SESSION);
      try (ResultSet result =
          statement.executeQuery("UPDATE ingest_term SET term = term + 1 RETURNING term")) {
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
      statement.setLong(1, KEY);
      statement.execute();
      connection.close();
    } catch (SQLException e) {
      log.warn("Cannot release the ingest lock; it is released with the connection", e);
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
