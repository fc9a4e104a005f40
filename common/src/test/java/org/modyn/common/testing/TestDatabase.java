package org.modyn.common.testing;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.UUID;
import org.modyn.common.config.system.DatabaseConfig;

/**
 * An empty PostgreSQL database for one test. The server behind it is started with the first one and
 * serves all tests of the JVM: the embedded PostgreSQL, or, with the system property {@code
 * modyn.test.database=testcontainers} (Maven profile {@code docker}), one in a container.
 *
 * <p>The first call takes seconds, every other one about a tenth of a second.
 */
public final class TestDatabase implements AutoCloseable {
  private final DatabaseConfig server;
  private final DatabaseConfig config;

  private TestDatabase(DatabaseConfig server, DatabaseConfig config) {
    this.server = server;
    this.config = config;
  }

  public static TestDatabase create() {
    DatabaseConfig server = TestServer.INSTANCE.config();
    String name = "test_" + UUID.randomUUID().toString().replace("-", "");
    execute(server, "CREATE DATABASE " + name);
    DatabaseConfig config =
        new DatabaseConfig(
            server.drivername(),
            server.username(),
            server.password(),
            name,
            server.hostname(),
            server.port(),
            server.hashPartitionModulus());
    return new TestDatabase(server, config);
  }

  /** How to connect, as a superuser. */
  public DatabaseConfig config() {
    return config;
  }

  /** Drops the database; connections that are still open are cut. */
  @Override
  public void close() {
    execute(server, "DROP DATABASE IF EXISTS " + config.database() + " WITH (FORCE)");
  }

  private static void execute(DatabaseConfig server, String statement) {
    String url =
        String.format(
            Locale.ROOT,
            "jdbc:postgresql://%s:%d/%s",
            server.hostname(),
            server.port(),
            server.database());
    try (Connection connection =
            DriverManager.getConnection(url, server.username(), server.password());
        Statement jdbc = connection.createStatement()) {
      jdbc.execute(statement);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot execute: " + statement, e);
    }
  }

  /** The one server of this JVM; stopped when the JVM ends. */
  private static final class TestServer {
    static final TestServer INSTANCE = start();

    private final DatabaseConfig config;

    private TestServer(DatabaseConfig config) {
      this.config = requireNonNull(config, "config is null");
    }

    DatabaseConfig config() {
      return config;
    }

    private static TestServer start() {
      String kind = System.getProperty("modyn.test.database", "embedded");
      return switch (kind) {
        case "embedded" -> new TestServer(EmbeddedTestServer.start());
        case "testcontainers" -> new TestServer(ContainerTestServer.start());
        default ->
            throw new IllegalArgumentException(
                "modyn.test.database is '%s', allowed are 'embedded' and 'testcontainers'"
                    .formatted(kind));
      };
    }
  }
}
