package org.modyn.common.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modyn.common.config.system.DatabaseConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.database.ConnectionFailures;
import org.modyn.common.error.database.TransientFailures;
import org.modyn.common.grpc.GrpcErrors;
import org.modyn.common.testing.CuttableProxy;
import org.modyn.common.testing.TestDatabase;
import org.modyn.common.version.ModynVersion;

final class DatabaseTest {
  private static final String SCHEMA = "database_test";

  private TestDatabase testDatabase;

  @BeforeEach
  void createDatabase() {
    testDatabase = TestDatabase.create();
  }

  @AfterEach
  void dropDatabase() {
    testDatabase.close();
  }

  @Test
  void migratesItsSchemaOnceAndKeepsItsRows() {
    try (Database database = Database.open(testDatabase.config(), SCHEMA)) {
      database.jdbi().useHandle(h -> h.execute("INSERT INTO notes VALUES (1, 'kept')"));
    }
    try (Database database = Database.open(testDatabase.config(), SCHEMA)) {
      String text =
          database
              .jdbi()
              .withHandle(
                  h ->
                      h.createQuery("SELECT text FROM database_test.notes")
                          .mapTo(String.class)
                          .one());
      assertThat(text).isEqualTo("kept");
    }
  }

  @Test
  void refusesASchemaOfANewerProgram() {
    try (Database database = Database.open(testDatabase.config(), SCHEMA)) {
      migrateAsANewerProgram(database, 98, "compatible addition");
      migrateAsANewerProgram(database, 99, "renamed columns");
      migrateAsANewerProgram(database, 100, "compatible index");
    }
    assertThatThrownBy(() -> Database.open(testDatabase.config(), SCHEMA))
        .isInstanceOfSatisfying(
            ModynException.class,
            e -> assertThat(e.category()).isEqualTo(ErrorCategory.FAILED_PRECONDITION))
        .hasMessageContaining("the schema database_test")
        .hasMessageContaining(
            "was upgraded by a newer Modyn (version 99 of the schema: renamed columns), and version"
                + " "
                + ModynVersion.current()
                + " cannot use it any more: upgrade this server, too");
  }

  /** An old server that restarts while others are upgraded. */
  @Test
  void goesOnWithASchemaThatANewerProgramHasOnlyAddedTo() {
    try (Database newer = Database.open(testDatabase.config(), SCHEMA)) {
      migrateAsANewerProgram(newer, 99, "compatible column of notes");
      newer
          .jdbi()
          .useHandle(
              handle -> {
                handle.execute("ALTER TABLE notes ADD COLUMN color text NOT NULL DEFAULT ''");
                handle.execute("INSERT INTO notes VALUES (7, 'old', 'red')");
              });
    }
    try (Database old = Database.open(testDatabase.config(), SCHEMA)) {
      old.jdbi().useHandle(handle -> handle.execute("INSERT INTO notes VALUES (8, 'new')"));
      List<String> colors =
          old.jdbi()
              .withHandle(
                  handle ->
                      handle
                          .createQuery("SELECT color FROM notes ORDER BY 1")
                          .mapTo(String.class)
                          .list());
      assertThat(colors).containsExactly("", "red");
    }
  }

  private static void migrateAsANewerProgram(Database database, int version, String description) {
    database
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    """
                    INSERT INTO flyway_schema_history
                    SELECT ?, ?, ?, type, 'V' || ? || '__newer.sql', 1, installed_by, now(), 1, true
                    FROM flyway_schema_history WHERE version = '1'
                    """,
                    1000 + version,
                    Integer.toString(version),
                    description,
                    Integer.toString(version)));
  }

  @Test
  void testDatabasesAreSeparate() {
    try (Database database = Database.open(testDatabase.config(), SCHEMA);
        TestDatabase otherTestDatabase = TestDatabase.create();
        Database other = Database.open(otherTestDatabase.config(), SCHEMA)) {
      database.jdbi().useHandle(h -> h.execute("INSERT INTO notes VALUES (1, 'here')"));
      long rows =
          other
              .jdbi()
              .withHandle(h -> h.createQuery("SELECT count(*) FROM notes").mapTo(long.class).one());
      assertThat(rows).isZero();
    }
  }

  /** As when PostgreSQL is restarted while a statement runs. */
  @Test
  void aStatementWhoseConnectionBreaksIsUnavailableAndCanBeRepeated() {
    try (Database database = Database.open(testDatabase.config(), SCHEMA)) {
      AtomicInteger calls = new AtomicInteger();
      List<RuntimeException> failures = new ArrayList<>();
      int result =
          TransientFailures.repeat(
              () -> {
                try {
                  return database.jdbi().withHandle(handle -> breakOnce(handle, calls));
                } catch (RuntimeException e) {
                  failures.add(e);
                  throw e;
                }
              });
      assertThat(result).isEqualTo(1);
      assertThat(calls).hasValue(2);
      assertThat(failures)
          .singleElement()
          .satisfies(
              failure -> {
                assertThat(GrpcErrors.toStatus(failure).getStatus().getCode())
                    .isEqualTo(Status.Code.UNAVAILABLE);
                assertThat(ConnectionFailures.in(failure).orElseThrow().getMessage())
                    .startsWith("the connection to PostgreSQL failed: ");
              });
    }
  }

  private static Database openImpatiently(DatabaseConfig config) {
    return Database.open(config, SCHEMA, Duration.ofSeconds(1), new CompositeMeterRegistry());
  }

  /** As when PostgreSQL, or its machine, is frozen. */
  @Test
  void aStatementThatIsNotAnsweredIsUnavailable() {
    DatabaseConfig config = testDatabase.config();
    try (CuttableProxy way = CuttableProxy.to(config.port());
        Database database = openImpatiently(through(way, config))) {
      database.jdbi().useHandle(handle -> handle.execute("SELECT 1"));
      way.freeze();
      assertThatThrownBy(() -> database.jdbi().useHandle(handle -> handle.execute("SELECT 1")))
          .satisfies(
              failure ->
                  assertThat(GrpcErrors.toStatus(failure).getStatus().getCode())
                      .isEqualTo(Status.Code.UNAVAILABLE));
    }
  }

  @Test
  void longStatementsHaveALongerTimeoutThanOthers() {
    try (Database database = openImpatiently(testDatabase.config())) {
      String slow = "SELECT pg_sleep(2)";
      database.longStatements().useHandle(handle -> handle.execute(slow));
      assertThatThrownBy(() -> database.jdbi().useHandle(handle -> handle.execute(slow)))
          .satisfies(
              failure ->
                  assertThat(ConnectionFailures.in(failure).orElseThrow())
                      .hasMessage("PostgreSQL does not answer a statement"));
    }
  }

  private static DatabaseConfig through(CuttableProxy way, DatabaseConfig config) {
    return new DatabaseConfig(
        config.drivername(),
        config.username(),
        config.password(),
        config.database(),
        "localhost",
        way.port(),
        config.hashPartitionModulus());
  }

  private static int breakOnce(Handle handle, AtomicInteger calls) {
    String statement =
        calls.incrementAndGet() == 1 ? "SELECT pg_terminate_backend(pg_backend_pid())" : "SELECT 1";
    handle.createQuery(statement).mapTo(String.class).one();
    return handle.createQuery("SELECT 1").mapTo(int.class).one();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "53100|could not extend file \"base/1/2\": No space left on device|the disk of %s is full"
            + " (ERROR: %s); free some space on it",
        "53200|out of memory|%s is out of memory (ERROR: %s); give its machine more memory, or"
            + " lower work_mem or max_connections in postgresql.conf",
      })
  void exhaustedResourcesOfPostgresAreNamed(String state, String reason, String message) {
    String statement =
        "DO $$ BEGIN RAISE EXCEPTION '%s' USING ERRCODE = '%s', DETAIL = 'More.'; END $$"
            .formatted(reason, state);
    DatabaseConfig config = testDatabase.config();
    String location =
        String.format(
            Locale.ROOT,
            "PostgreSQL at %s:%d, database %s",
            config.hostname(),
            config.port(),
            config.database());
    String expected = String.format(Locale.ROOT, message, location, reason);
    try (Database database = Database.open(config, SCHEMA)) {
      assertThatThrownBy(() -> database.jdbi().useHandle(handle -> handle.execute(statement)))
          .satisfies(failure -> assertExhausted(failure, expected))
          .satisfies(
              failure ->
                  assertExhausted(
                      new ModynException(ErrorCategory.UNAVAILABLE, "not committed", failure),
                      expected));
    }
  }

  private static void assertExhausted(Throwable failure, String message) {
    Status status = GrpcErrors.toStatus(failure).getStatus();
    assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(status.getDescription()).isEqualTo(message);
  }

  @Test
  void aWrongStatementIsNotRepeated() {
    try (Database database = Database.open(testDatabase.config(), SCHEMA)) {
      AtomicInteger calls = new AtomicInteger();
      assertThatThrownBy(
              () ->
                  TransientFailures.repeat(
                      () -> {
                        calls.incrementAndGet();
                        return database
                            .jdbi()
                            .withHandle(handle -> handle.execute("SELECT nothing FROM nowhere"));
                      }))
          .hasMessageContaining("nowhere");
      assertThat(calls).hasValue(1);
    }
  }

  @Test
  void refusesASchemaWithoutMigrations() {
    assertFails(
        testDatabase.config(), "unknown", ErrorCategory.FAILED_PRECONDITION, "schema unknown");
  }

  @Test
  void refusesASchemaOfAChangedProgram() {
    try (Database database = Database.open(testDatabase.config(), SCHEMA)) {
      database
          .jdbi()
          .useHandle(
              h -> h.execute("UPDATE flyway_schema_history SET checksum = 1 WHERE version = '1'"));
    }
    assertFails(testDatabase.config(), SCHEMA, ErrorCategory.FAILED_PRECONDITION, "database_test");
  }

  @Test
  void saysWhoWasRefused() {
    DatabaseConfig right = testDatabase.config();
    DatabaseConfig wrong =
        new DatabaseConfig(
            right.drivername(),
            right.username(),
            "wrong",
            right.database(),
            right.hostname(),
            right.port(),
            right.hashPartitionModulus());
    assertFails(
        wrong, SCHEMA, ErrorCategory.FAILED_PRECONDITION, "refuses the user " + right.username());
  }

  @Test
  void refusesOtherDatabases() {
    DatabaseConfig right = testDatabase.config();
    DatabaseConfig sqlite =
        new DatabaseConfig(
            "sqlite3",
            right.username(),
            right.password(),
            right.database(),
            right.hostname(),
            right.port(),
            right.hashPartitionModulus());
    assertFails(sqlite, SCHEMA, ErrorCategory.INVALID_ARGUMENT, "sqlite3");
  }

  @SuppressWarnings("resource") // it does not open
  private static void assertFails(
      DatabaseConfig config, String schema, ErrorCategory category, String message) {
    assertThatThrownBy(() -> Database.open(config, schema))
        .isInstanceOfSatisfying(
            ModynException.class, e -> assertThat(e.category()).isEqualTo(category))
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }
}
