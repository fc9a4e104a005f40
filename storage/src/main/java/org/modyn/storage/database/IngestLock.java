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
 * lock on a connection of its own, which PostgreSQL releases when the connection ends, however it
 * ends. Used by one thread.
 *
 * <p>A server may lose the lock and not know it yet. So each time that a server gets the lock it
 * begins a new term, a number that grows, and whatever the ingest writes is refused when it is of
 * an earlier term: two servers cannot record at the same time, whatever the network does.
 *
 * <p>Needs a session of PostgreSQL: a connection pooler in between must not share sessions.
 */
public final class IngestLock implements AutoCloseable {
  /** "modyn" and "ingest": any constant that nobody else uses. */
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
   * The term of this server, when it holds the lock; acquires the lock when it is free. A term
   * other than the last one means that the lock was lost in between.
   *
   * @throws ModynException UNAVAILABLE when the database does not answer
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

  /** Waits for the transactions in which an earlier holder is still recording. */
  private static long beginTerm(Connection candidate) throws SQLException {
    try (Statement statement = candidate.createStatement()) {
      statement.execute(DeadPeers.NOTICE);
      try (ResultSet result =
          statement.executeQuery("UPDATE ingest_term SET term = term + 1 RETURNING term")) {
        result.next();
        return result.getLong(1);
      }
    }
  }

  /** Lets another server take over. */
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
      log.warn("Could not give up the ingest lock; it ends with the connection", e);
      cut(connection);
    }
    connection = null;
  }

  /** Ends the session: in the pool it might keep the lock. */
  private static void cut(Connection broken) {
    try {
      broken.abort(Runnable::run);
      broken.close();
    } catch (SQLException e) {
      log.debug("Closing a broken connection failed", e);
    }
  }
}
