package org.modyn.common.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
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
    Properties properties = new Properties();
    properties.setProperty("user", config.username());
    properties.setProperty("password", config.secret());
    properties.setProperty("connectTimeout", Integer.toString(TIMEOUT_SECONDS));
    properties.setProperty("socketTimeout", Integer.toString(TIMEOUT_SECONDS));
    try (Connection connection = DriverManager.getConnection(Database.url(config), properties)) {
      return connection.getMetaData().getDatabaseProductName()
          + " "
          + connection.getMetaData().getDatabaseProductVersion();
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
