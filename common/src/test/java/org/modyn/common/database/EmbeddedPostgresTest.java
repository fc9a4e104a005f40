package org.modyn.common.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.system.DatabaseConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.network.Ports;

final class EmbeddedPostgresTest {
  private static final Path BINARIES =
      Path.of(
          System.getProperty("java.io.tmpdir"),
          "modyn-test-postgres-" + System.getProperty("user.name"),
          "binaries");

  @TempDir private Path directory;

  @Test
  void keepsItsDataAndLeavesNoProcess() throws Exception {
    Path data = directory.resolve("state/postgres");
    ProcessHandle first;
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(data, BINARIES)) {
      first = serverOf(data);
      assertThat(query(postgres.config(), "SHOW fsync")).isEqualTo("on");
      assertThat(query(postgres.config(), "SHOW synchronous_commit")).isEqualTo("on");
      execute(postgres.config(), "CREATE TABLE kept AS SELECT 42 AS answer");
    }
    assertThat(first.isAlive()).isFalse();
    assertThat(data.resolve("postmaster.pid")).doesNotExist();
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(data, BINARIES)) {
      assertThat(query(postgres.config(), "SELECT answer FROM kept")).isEqualTo("42");
    }
  }

  @Test
  void stopsTheServerOfAKilledProcess() throws Exception {
    Path data = directory.resolve("postgres");
    Process other = startInOtherProcess(data);
    ProcessHandle orphan = serverOf(data);
    other.destroyForcibly().waitFor();
    assertThat(orphan.isAlive()).isTrue();
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(data, BINARIES)) {
      assertThat(orphan.isAlive()).isFalse();
      assertThat(query(postgres.config(), "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void startsAfterItsServerWasKilled() throws Exception {
    Path data = directory.resolve("postgres");
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(data, BINARIES)) {
      execute(postgres.config(), "CREATE TABLE kept AS SELECT 42 AS answer");
      ProcessHandle server = serverOf(data);
      server.destroyForcibly();
      server.onExit().get(30, TimeUnit.SECONDS);
    }
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(data, BINARIES)) {
      assertThat(query(postgres.config(), "SELECT answer FROM kept")).isEqualTo("42");
    }
  }

  @Test
  void isStartedAgainWhenItDies() throws Exception {
    Path data = directory.resolve("postgres");
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(data, BINARIES)) {
      execute(postgres.config(), "CREATE TABLE kept AS SELECT 42 AS answer");
      ProcessHandle server = serverOf(data);
      server.destroyForcibly();
      server.onExit().get(30, TimeUnit.SECONDS);
      awaitAnswer(postgres.config());
      assertThat(serverOf(data).pid()).isNotEqualTo(server.pid());
      assertThat(query(postgres.config(), "SELECT answer FROM kept")).isEqualTo("42");
    }
    assertThat(data.resolve("postmaster.pid")).doesNotExist();
  }

  @Test
  void saysWhyItIsNotStartedAgain() throws Exception {
    Path data = directory.resolve("postgres");
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(data, BINARIES)) {
      Files.writeString(data.resolve("postgresql.auto.conf"), "shared_buffers = 'plenty'\n");
      serverOf(data).destroyForcibly();
      assertThat(postgres.awaitFailure())
          .hasMessageContaining("does not start on " + data)
          .hasMessageContaining("shared_buffers");
    }
  }

  @Test
  void keepsItsPort() throws Exception {
    Path data = directory.resolve("postgres");
    int first;
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.startOnLastingPort(data, BINARIES, OptionalInt.empty())) {
      first = postgres.config().port();
      assertThat(first).isBetween(EmbeddedPostgres.DEFAULT_PORT, 5531);
    }
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.startOnLastingPort(data, BINARIES, OptionalInt.empty())) {
      assertThat(postgres.config().port()).isEqualTo(first);
    }
    int requested = Ports.free(InetAddress.getLoopbackAddress());
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.startOnLastingPort(data, BINARIES, OptionalInt.of(requested))) {
      assertThat(postgres.config().port()).isEqualTo(requested);
    }
    try (ServerSocket other = new ServerSocket(requested, 1, InetAddress.getLoopbackAddress())) {
      assertThat(other.isBound()).isTrue();
      assertThatThrownBy(
              () ->
                  EmbeddedPostgres.startOnLastingPort(data, BINARIES, OptionalInt.empty()).close())
          .isInstanceOf(ModynException.class)
          .hasMessageContaining(
              "port %d is in use by process %d (java)", requested, ProcessHandle.current().pid());
    }
  }

  @Test
  void sparesAnotherProgramWithTheRecordedProcessId() throws Exception {
    Path data = directory.resolve("postgres");
    EmbeddedPostgres.start(data, BINARIES).close();
    Process bystander = new ProcessBuilder("sleep", "600").start();
    try {
      Files.writeString(data.resolve("postmaster.pid"), bystander.pid() + "\n" + data + "\n");
      try (EmbeddedPostgres postgres = EmbeddedPostgres.start(data, BINARIES)) {
        assertThat(query(postgres.config(), "SELECT 1")).isEqualTo("1");
      }
      assertThat(bystander.isAlive()).isTrue();
    } finally {
      bystander.destroyForcibly();
    }
  }

  @Test
  void refusesADirectoryInUse() {
    Path data = directory.resolve("postgres");
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(data, BINARIES)) {
      assertFails(data, ErrorCategory.FAILED_PRECONDITION, "is in use by this process");
      assertThat(query(postgres.config(), "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void refusesDataOfAnotherVersion() throws IOException {
    Path data = Files.createDirectories(directory.resolve("postgres"));
    Files.writeString(data.resolve("PG_VERSION"), "11\n");
    assertFails(data, ErrorCategory.FAILED_PRECONDITION, "written by PostgreSQL 11");
    assertThat(data.resolve("PG_VERSION")).hasContent("11");
  }

  @Test
  void refusesADirectoryOfSomethingElse() throws IOException {
    Path data = Files.createDirectories(directory.resolve("postgres"));
    Files.writeString(data.resolve("thesis.tex"), "important");
    assertFails(data, ErrorCategory.FAILED_PRECONDITION, "no PostgreSQL data directory");
    assertThat(data.resolve("thesis.tex")).hasContent("important");
  }

  @Test
  void refusesAPathBelowAFile() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "not a directory");
    assertFails(
        file.resolve("postgres"), ErrorCategory.FAILED_PRECONDITION, "choose another directory");
  }

  @Test
  void saysWhyTheServerDoesNotStart() throws IOException {
    Path data = directory.resolve("postgres");
    EmbeddedPostgres.start(data, BINARIES).close();
    Files.writeString(data.resolve("postgresql.auto.conf"), "shared_buffers = 'plenty'\n");
    assertFails(data, ErrorCategory.FAILED_PRECONDITION, "shared_buffers");
    Files.writeString(data.resolve("postgresql.auto.conf"), "");
    EmbeddedPostgres.start(data, BINARIES).close();
  }

  @Test
  void anInterruptedStartLeavesNothingRunning() throws Exception {
    Path data = directory.resolve("postgres");
    EmbeddedPostgres.start(data, BINARIES).close();
    CompletableFuture<Throwable> outcome = new CompletableFuture<>();
    Thread starter =
        Thread.ofPlatform()
            .start(
                () -> {
                  Thread.currentThread().interrupt();
                  try {
                    EmbeddedPostgres.start(data, BINARIES);
                    outcome.complete(null);
                  } catch (ModynException e) {
                    outcome.complete(e);
                  }
                });
    starter.join();
    assertThat(outcome.get()).isInstanceOf(ModynException.class);
    assertThat(data.resolve("postmaster.pid")).doesNotExist();
    EmbeddedPostgres.start(data, BINARIES).close();
  }

  @Test
  void wantsThePasswordThatOnlyTheOwnerCanRead() throws IOException {
    Path data = directory.resolve("postgres");
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(data, BINARIES)) {
      DatabaseConfig config = postgres.config();
      assertThatThrownBy(
              () -> DriverManager.getConnection(url(config), config.username(), "guess").close())
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password authentication failed");
      assertThat(Files.getPosixFilePermissions(data.resolve("modyn.password")))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      assertThat(postgres.passwordFile()).isEqualTo(data.resolve("modyn.password"));
    }
  }

  /** For {@link #stopsTheServerOfAKilledProcess}: starts and waits to be killed. */
  static final class OtherProcess {
    private OtherProcess() {}

    @SuppressWarnings("resource") // the point is that nobody closes it
    public static void main(String[] arguments) throws Exception {
      EmbeddedPostgres.start(Path.of(arguments[0]), BINARIES);
      System.out.println("started");
      Thread.sleep(Long.MAX_VALUE);
    }
  }

  private static Process startInOtherProcess(Path data) throws IOException {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                OtherProcess.class.getName(),
                data.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    boolean started = process.inputReader().lines().anyMatch(line -> line.equals("started"));
    assertThat(started).isTrue();
    return process;
  }

  private static ProcessHandle serverOf(Path data) throws IOException {
    String pid = Files.readAllLines(data.resolve("postmaster.pid")).getFirst();
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  @SuppressWarnings("resource") // it does not start
  private static void assertFails(Path data, ErrorCategory category, String message) {
    assertThatThrownBy(() -> EmbeddedPostgres.start(data, BINARIES))
        .isInstanceOfSatisfying(
            ModynException.class, e -> assertThat(e.category()).isEqualTo(category))
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  private static void awaitAnswer(DatabaseConfig config) throws InterruptedException {
    SQLException last = null;
    for (int attempt = 0; attempt < 600; attempt++) {
      try {
        connect(config).close();
        return;
      } catch (SQLException e) {
        last = e;
        Thread.sleep(100);
      }
    }
    throw new AssertionError("PostgreSQL is not started again", last);
  }

  private static String query(DatabaseConfig config, String sql) {
    try (Connection connection = connect(config);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void execute(DatabaseConfig config, String sql) throws SQLException {
    try (Connection connection = connect(config);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Connection connect(DatabaseConfig config) throws SQLException {
    return DriverManager.getConnection(url(config), config.username(), config.password());
  }

  private static String url(DatabaseConfig config) {
    return String.format(
        Locale.ROOT,
        "jdbc:postgresql://%s:%d/%s",
        config.hostname(),
        config.port(),
        config.database());
  }
}
