package org.modyn.storage.database;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Elects, among all storage servers of one database, the one that takes new files: an advisory lock
 * on a connection of its own, which PostgreSQL releases when the connection ends, however it ends.
 * Used by one thread.
 */
public final class IngestLock implements AutoCloseable {
  /** "modyn" and "ingest": any constant that nobody else uses. */
  private static final long KEY = 0x6D6F_6479_6E69_6E67L;

  private static final int VALIDATION_SECONDS = 5;
  private static final Logger log = LoggerFactory.getLogger(IngestLock.class);

  private final DataSource dataSource;
  private Connection connection;

  public IngestLock(DataSource dataSource) {
    this.dataSource = requireNonNull(dataSource, "dataSource is null");
  }

  /**
   * Whether the lock is ours; takes it when it is free.
   *
   * @throws ModynException UNAVAILABLE when the database does not answer
   */
  public boolean hold() {
    try {
      return isHeld() || take();
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
      release();
    }
    return false;
  }

  private boolean take() throws SQLException {
    Connection candidate = dataSource.getConnection();
    boolean ours = false;
    try {
      ours = tryLock(candidate);
    } finally {
      if (ours) {
        connection = candidate;
        log.info("This server takes new files");
      } else {
        candidate.close();
      }
    }
    return ours;
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
    } catch (SQLException e) {
      log.warn("Could not give up the ingest lock; it ends with the connection", e);
    }
    release();
  }

  private void release() {
    try {
      connection.close();
    } catch (SQLException e) {
      log.debug("Closing a broken connection failed", e);
    }
    connection = null;
  }
}
