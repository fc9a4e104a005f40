package org.modyn.common.database;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.modyn.common.config.system.DatabaseConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.Interruptible;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.database.ConnectionFailures;
import org.modyn.common.error.database.DatabaseFailures;
import org.modyn.common.error.database.DatabaseLocation;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * A connection to a database that no server uses. It commits each statement until {@link #begin}.
 */
final class MaintenanceSession implements AutoCloseable {
  /** Sessions of processes that have just ended are still listed for a moment. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final int CONNECT_SECONDS = 5;

  private final DatabaseConfig config;
  private final Connection connection;

  private MaintenanceSession(DatabaseConfig config, Connection connection) {
    this.config = requireNonNull(config, "config is null");
    this.connection = requireNonNull(connection, "connection is null");
  }

  /**
   * Connects.
   *
   * @throws ModynException UNAVAILABLE when PostgreSQL does not answer; FAILED_PRECONDITION when
   *     servers use the database, naming them, or when it refuses the user
   */
  static MaintenanceSession open(DatabaseConfig config) {
    Properties properties = new Properties();
    properties.setProperty("user", config.username());
    properties.setProperty("password", config.secret());
    properties.setProperty("connectTimeout", Integer.toString(CONNECT_SECONDS));
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("ApplicationName", "modyn backup");
    Connection connection;
    try {
      connection = DriverManager.getConnection(Database.url(config), properties);
    } catch (SQLException e) {
      throw ConnectionFailures.isOne(e)
          ? new ModynException(
              ErrorCategory.UNAVAILABLE,
              "cannot reach PostgreSQL at %s: %s; start it, and compare the database sections of the configuration"
                  .formatted(Database.location(config), ConnectionFailures.firstLine(e)),
              e)
          : Database.refused(config, e);
    }
    MaintenanceSession session = new MaintenanceSession(config, connection);
    try {
      session.requireNoServers();
      return session;
    } catch (SQLException e) {
      session.close();
      throw session.failed("use the database", e);
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private void requireNoServers() throws SQLException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      List<String> servers = servers();
      if (servers.isEmpty()) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw ModynException.failedPrecondition(
            "servers use PostgreSQL at %s: %s; stop all servers of this installation first",
            Database.location(config), String.join(", ", servers));
      }
      Interruptible.sleep(PAUSE, "waiting for servers to end");
    }
  }

  /** The servers that are connected: their pools have names, and always keep one connection. */
  private List<String> servers() throws SQLException {
    return SchemaReader.rows(
            connection,
            """
            SELECT DISTINCT replace(substr(application_name, 7), '_', '-')
              || coalesce(' at ' || host(client_addr), '')
            FROM pg_stat_activity
            WHERE datname = current_database() AND starts_with(application_name, 'modyn-')
            AND application_name <> 'modyn-health' ORDER BY 1
            """)
        .stream()
        .map(List::getFirst)
        .toList();
  }

  /** Begins a transaction, which takes its snapshot at its first query. */
  void begin() throws SQLException {
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setAutoCommit(false);
  }

  void commit() throws SQLException {
    connection.commit();
  }

  Connection connection() {
    return connection;
  }

  CopyManager copies() throws SQLException {
    return connection.unwrap(PGConnection.class).getCopyAPI();
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /**
   * The error for a failed statement.
   *
   * @param what completes "cannot"
   */
  ModynException failed(String what, SQLException cause) {
    DatabaseLocation location = new DatabaseLocation();
    location.set("PostgreSQL at " + Database.location(config));
    return DatabaseFailures.in(cause, location)
        .orElseGet(
            () ->
                new ModynException(
                    ErrorCategory.INTERNAL,
                    "cannot %s in PostgreSQL at %s: %s"
                        .formatted(
                            what, Database.location(config), ConnectionFailures.firstLine(cause)),
                    cause));
  }

  /** Ends the transaction without its changes, unless they were committed. */
  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failed("close the session", e);
    }
  }
}
