package org.modyn.common.database;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.MigrationVersion;
import org.modyn.common.config.system.DatabaseConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The migrations of a schema: the files {@code db/<schema>/V<number>__<name>.sql} on the class
 * path.
 */
final class Migrations {
  private static final Duration CONNECTION_PATIENCE = Duration.ofSeconds(5);
  private static final Duration STATEMENT_PATIENCE = Duration.ofMinutes(5);

  private final DatabaseConfig config;
  private final String schema;

  Migrations(DatabaseConfig config, String schema) {
    this.config = config;
    this.schema = schema;
  }

  /**
   * Creates the schema if it does not exist, and brings it to the newest version.
   *
   * @throws ModynException FAILED_PRECONDITION when a newer or a changed program has migrated it
   */
  void run() {
    run(MigrationVersion.LATEST);
  }

  /**
   * As {@link #run()}, up to a version.
   *
   * @param version as {@link #includes} knows it
   */
  void runTo(String version) {
    run(MigrationVersion.fromVersion(version));
  }

  private void run(MigrationVersion target) {
    try {
      Flyway flyway = flyway(target);
      MigrationInfo current = flyway.info().current();
      // Flyway accepts it
      if (current != null && current.getState() == MigrationState.FUTURE_SUCCESS) {
        throw ModynException.failedPrecondition(
            "the schema %s in PostgreSQL at %s has version %s, which a newer Modyn has made; use"
                + " that one, or restore a backup from before the upgrade",
            schema, Database.location(config), current.getVersion());
      }
      flyway.migrate();
    } catch (FlywayException e) {
      throw new ModynException(
          ErrorCategory.FAILED_PRECONDITION,
          "cannot bring the schema %s in PostgreSQL at %s to this version: %s"
              .formatted(
                  schema,
                  Database.location(config),
                  e.getMessage().strip().replaceAll("\\s+", " ")),
          e);
    }
  }

  /** Returns whether this program knows a version of the schema. */
  boolean includes(String version) {
    MigrationVersion wanted = MigrationVersion.fromVersion(version);
    return Arrays.stream(flyway(MigrationVersion.LATEST).info().all())
        .anyMatch(migration -> wanted.equals(migration.getVersion()));
  }

  /** Returns the version of the schema in the database; empty if it was never migrated. */
  Optional<String> current() {
    return Optional.ofNullable(flyway(MigrationVersion.LATEST).info().current())
        .map(migration -> migration.getVersion())
        .map(MigrationVersion::getVersion);
  }

  private Flyway flyway(MigrationVersion target) {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setUrl(Database.url(config));
    dataSource.setUser(config.username());
    dataSource.setPassword(config.secret());
    dataSource.setConnectTimeout(Math.toIntExact(CONNECTION_PATIENCE.toSeconds()));
    dataSource.setSocketTimeout(Math.toIntExact(STATEMENT_PATIENCE.toSeconds()));
    return Flyway.configure()
        .dataSource(dataSource)
        .schemas(schema)
        .createSchemas(true)
        .locations("classpath:db/" + schema)
        .failOnMissingLocations(true)
        .target(target)
        .load();
  }
}
