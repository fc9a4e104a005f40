package org.modyn.common.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.system.DatabaseConfig;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.database.TransientFailures;
import org.modyn.common.testing.SmallDisk;

/** The embedded PostgreSQL on a disk that fills up. Its data are there when there is room again. */
final class FullDiskTest {
  private static final Path BINARIES =
      Path.of(
          System.getProperty("java.io.tmpdir"),
          "modyn-test-postgres-" + System.getProperty("user.name"),
          "binaries");

  /** A little more than the embedded PostgreSQL asks for. */
  private static final long DISK_BYTES = 320L << 20;

  private static final int ATTEMPTS = 12;

  @TempDir private Path directory;
  private final Set<Integer> acknowledged = new TreeSet<>();
  private int next;

  @Test
  void itGoesOnWhenThereIsRoomAgain() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), DISK_BYTES);
        EmbeddedPostgres postgres =
            EmbeddedPostgres.start(disk.path().resolve("database"), BINARIES)) {
      execute(postgres, "CREATE TABLE kept (number int, filling bytea)");
      insert(postgres);
      disk.fill();
      Set<String> failures = failingInserts(postgres);
      assertThat(failures).isNotEmpty();
      disk.free();
      insertPatiently(postgres);
      assertThat(numbers(postgres)).containsAll(acknowledged);
    }
  }

  @Test
  void itIsStartedAgainWhenThereIsRoom() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), DISK_BYTES);
        EmbeddedPostgres postgres =
            EmbeddedPostgres.start(disk.path().resolve("database"), BINARIES)) {
      execute(postgres, "CREATE TABLE kept (number int, filling bytea)");
      insert(postgres);
      disk.fill();
      failingInserts(postgres);
      Path data = disk.path().resolve("database");
      new ProcessBuilder(
              "bash", "-c", "kill -KILL $(head -1 '" + data.resolve("postmaster.pid") + "')")
          .inheritIO()
          .start()
          .waitFor();
      // more starts that fail than deaths that are tolerated
      Thread.sleep(12_000);
      disk.free();
      insertPatiently(postgres);
      assertThat(numbers(postgres)).containsAll(acknowledged);
    }
  }

  /** Inserts until it has failed for some times; all failures must be worth repeating. */
  private Set<String> failingInserts(EmbeddedPostgres postgres) throws InterruptedException {
    Set<String> failures = new HashSet<>();
    for (int failed = 0; failed < ATTEMPTS; ) {
      try {
        insert(postgres);
      } catch (SQLException e) {
        failed++;
        ModynException known =
            TransientFailures.in(new IllegalStateException(e))
                .orElseThrow(() -> new AssertionError(e.getSQLState() + " " + e, e));
        failures.add(known.category() + ": " + e.getSQLState());
        Thread.sleep(200);
      }
    }
    return failures;
  }

  private void insertPatiently(EmbeddedPostgres postgres) {
    TransientFailures.repeat(
        () -> {
          try {
            return insert(postgres);
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** Half a megabyte that cannot be compressed. */
  private int insert(EmbeddedPostgres postgres) throws SQLException {
    int number = next++;
    execute(
        postgres,
        String.format(
            Locale.ROOT,
            """
            INSERT INTO kept SELECT %d, decode(string_agg(md5(random()::text), ''), 'hex')
            FROM generate_series(1, 32768)
            """,
            number));
    acknowledged.add(number);
    return number;
  }

  private static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (Connection connection = connect(postgres);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Set<Integer> numbers(EmbeddedPostgres postgres) throws SQLException {
    Set<Integer> numbers = new HashSet<>();
    try (Connection connection = connect(postgres);
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT number FROM kept")) {
      while (rows.next()) {
        numbers.add(rows.getInt(1));
      }
    }
    return numbers;
  }

  private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
    DatabaseConfig config = postgres.config();
    return DriverManager.getConnection(
        String.format(
            Locale.ROOT,
            "jdbc:postgresql://%s:%d/%s",
            config.hostname(),
            config.port(),
            config.database()),
        config.username(),
        config.secret());
  }
}
