package org.modyn.common.testing;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Locale;
import org.modyn.common.config.system.DatabaseConfig;
import org.modyn.common.database.EmbeddedPostgres;
import org.modyn.common.database.EmbeddedPostgres.Durability;

/**
 * A PostgreSQL of one test, which can be restarted while it is used. It keeps what was committed,
 * unlike that of {@link TestDatabase}, which may lose it when it crashes.
 */
public final class RestartablePostgres implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;
  private static final Path BINARIES =
      Path.of(
          System.getProperty("java.io.tmpdir"),
          "modyn-test-postgres-" + System.getProperty("user.name"),
          "binaries");

  private final Path data;
  private final EmbeddedPostgres postgres;

  private RestartablePostgres(Path data, EmbeddedPostgres postgres) {
    this.data = data;
    this.postgres = postgres;
  }

  /**
   * Starts the server.
   *
   * @param directory in which its data directory is created
   */
  public static RestartablePostgres start(Path directory) {
    Path data = directory.resolve("postgres-data");
    return new RestartablePostgres(
        data, EmbeddedPostgres.start(data, BINARIES, Durability.DURABLE));
  }

  /** How to connect, also after a restart. */
  public DatabaseConfig config() {
    return postgres.config();
  }

  /**
   * Stops the server as {@code pg_ctl stop -m immediate} does, without ending sessions and
   * transactions, and returns when it has been started again and answers.
   */
  public void restartImmediately() throws Exception {
    ProcessHandle server = process();
    Process kill = new ProcessBuilder("kill", "-QUIT", Long.toString(server.pid())).start();
    if (kill.waitFor() != 0) {
      throw new IllegalStateException("cannot send SIGQUIT to PostgreSQL");
    }
    server.onExit().get(PATIENCE_SECONDS, SECONDS);
    long deadline = System.nanoTime() + SECONDS.toNanos(PATIENCE_SECONDS);
    while (!answers()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("PostgreSQL does not start again");
      }
      Thread.sleep(20);
    }
  }

  private ProcessHandle process() throws IOException {
    String pid = Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip();
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  private boolean answers() {
    DatabaseConfig config = config();
    String url =
        String.format(
            Locale.ROOT,
            "jdbc:postgresql://%s:%d/%s",
            config.hostname(),
            config.port(),
            config.database());
    try {
      DriverManager.getConnection(url, config.username(), config.password()).close();
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  @Override
  public void close() {
    postgres.close();
  }
}
