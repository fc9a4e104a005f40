package org.modyn.common.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.modyn.common.config.system.DatabaseConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.database.ConnectionFailures;

/** Connects to a database once, and changes nothing in it. */
public final class DatabaseProbe {
  private static final int TIMEOUT_SECONDS = 5;

  private DatabaseProbe() {}

  /**
   * The server's version, as in {@code PostgreSQL 18.6}.
   *
   * @throws ModynException UNAVAILABLE when the server cannot be reached within {@value
   *     #TIMEOUT_SECONDS} seconds, FAILED_PRECONDITION when it refuses the user
   */
  public static String version(DatabaseConfig config) {
    return ask(
        config,
        connection ->
            connection.getMetaData().getDatabaseProductName()
                + " "
                + connection.getMetaData().getDatabaseProductVersion());
  }

  /**
   * Returns by how much the clock of the server is ahead of that of this machine; half of the time
   * of a round trip is unknown.
   *
   * @throws ModynException as {@link #version}
   */
  public static Duration clockAhead(DatabaseConfig config) {
    return ask(config, DatabaseProbe::clockAhead);
  }

  private static Duration clockAhead(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      // the first statement takes longer
      statement.execute("SELECT 1");
      long before = System.currentTimeMillis();
      try (ResultSet result =
          statement.executeQuery("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint")) {
        result.next();
        long after = System.currentTimeMillis();
        return Duration.ofMillis(result.getLong(1) - before - (after - before) / 2);
      }
    }
  }

  private interface Question<T> {
    T ask(Connection connection) throws SQLException;
  }

  private static <T> T ask(DatabaseConfig config, Question<T> question) {
    Properties properties = new Properties();
    properties.setProperty("user", config.username());
    properties.setProperty("password", config.secret());
    properties.setProperty("connectTimeout", Integer.toString(TIMEOUT_SECONDS));
    properties.setProperty("socketTimeout", Integer.toString(TIMEOUT_SECONDS));
    try (Connection connection = DriverManager.getConnection(Database.url(config), properties)) {
      return question.ask(connection);
    } catch (SQLException e) {
      throw ConnectionFailures.isOne(e)
          ? new ModynException(
              ErrorCategory.UNAVAILABLE,
              "cannot reach PostgreSQL at %s: %s"
                  .formatted(Database.location(config), ConnectionFailures.firstLine(e)),
              e)
          : Database.refused(config, e);
    }
  }
}
