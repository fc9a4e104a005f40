package org.modyn.common.database;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.MigrationVersion;
import org.modyn.common.config.system.DatabaseConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.version.ModynVersion;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The migrations of a schema: the files {@code db/<schema>/V<number>__<name>.sql} on the class
 * path.
 *
 * <p>A migration whose name begins with {@code compatible_} only adds what older programs do
 * without noticing: tables, indexes, and columns that have a default or may be null. Programs that
 * do not know it go on with the schema, so that servers can be upgraded one after the other.
 */
final class Migrations {
  /** The beginning of a description: Flyway writes the underscores of a name as spaces. */
  private static final String COMPATIBLE = "compatible ";

  private static final Logger log = LoggerFactory.getLogger(Migrations.class);
  private static final Duration CONNECTION_PATIENCE = Duration.ofSeconds(5);
  private static final Duration STATEMENT_PATIENCE = Duration.ofMinutes(5);

  private final DatabaseConfig config;
  private final String schema;

  Migrations(DatabaseConfig config, String schema) {
    this.config = config;
    this.schema = schema;
  }

  /**
   * Creates the schema if it does not exist, and brings it to the newest version. One that a newer
   * program has migrated stays as it is.
   *
   * @throws ModynException FAILED_PRECONDITION when a newer program has migrated it in a way that
   *     this one does not go with, or a changed program has
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
      List<MigrationInfo> unknown = unknown(flyway);
      unknown.stream()
          .filter(migration -> !migration.getDescription().startsWith(COMPATIBLE))
          .findFirst()
          .ifPresent(this::refuse);
      if (!unknown.isEmpty()) {
        log.info(
            "The schema {} has version {} of a newer Modyn, which version {} can use",
            schema,
            unknown.getLast().getVersion(),
            ModynVersion.current());
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

  /** The migrations of a newer program, which Flyway accepts, in their order. */
  private static List<MigrationInfo> unknown(Flyway flyway) {
    return Arrays.stream(flyway.info().applied())
        .filter(migration -> migration.getState() == MigrationState.FUTURE_SUCCESS)
        .toList();
  }

  private void refuse(MigrationInfo migration) {
    throw ModynException.failedPrecondition(
        "the schema %s in PostgreSQL at %s was upgraded by a newer Modyn (version %s of the schema:"
            + " %s), and version %s cannot use it any more: upgrade this server, too; or to go"
            + " back, stop all servers and restore the backup from before the upgrade (see"
            + " docs/OPERATIONS.md)",
        schema,
        Database.location(config),
        migration.getVersion(),
        migration.getDescription(),
        ModynVersion.current());
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
