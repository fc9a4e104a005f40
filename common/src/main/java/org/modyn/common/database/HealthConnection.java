package org.modyn.common.database;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import org.modyn.common.config.system.DatabaseConfig;
import org.modyn.common.error.database.ConnectionFailures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether PostgreSQL answers, on a connection of its own: an answer takes as long whether
 * the pool is busy or not, and a lost connection is noticed at once. It is opened by the first
 * question. Safe for concurrent use.
 */
final class HealthConnection implements AutoCloseable {
  private static final int TIMEOUT_SECONDS = 1;
  private static final Logger log = LoggerFactory.getLogger(HealthConnection.class);

  private final DatabaseConfig config;
  private Optional<Connection> connection = Optional.empty();

  HealthConnection(DatabaseConfig config) {
    this.config = requireNonNull(config, "config is null");
  }

  /** Returns one line that says that PostgreSQL does not answer now, or empty if it does. */
  synchronized Optional<String> problem() {
    try {
      if (connection.isPresent() && connection.get().isValid(TIMEOUT_SECONDS)) {
        return Optional.empty();
      }
      close();
      Connection opened = DriverManager.getConnection(Database.url(config), properties());
      connection = Optional.of(opened);
      opened.setReadOnly(true);
      return Optional.empty();
    } catch (SQLException e) {
      return Optional.of(
          "PostgreSQL at %s does not answer: %s"
              .formatted(Database.location(config), ConnectionFailures.firstLine(e)));
    }
  }

  private Properties properties() {
    Properties properties = new Properties();
    properties.setProperty("user", config.username());
    properties.setProperty("password", config.secret());
    properties.setProperty("ApplicationName", "modyn-health");
    properties.setProperty("connectTimeout", Integer.toString(TIMEOUT_SECONDS));
    properties.setProperty("socketTimeout", Integer.toString(TIMEOUT_SECONDS));
    return properties;
  }

  @Override
  public synchronized void close() {
    connection.ifPresent(
        open -> {
          try {
            open.close();
          } catch (SQLException e) {
            log.debug("The connection was broken", e);
          }
        });
    connection = Optional.empty();
  }
}
