package org.modyn.common.database;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.modyn.common.config.system.DatabaseConfig;
import org.modyn.common.database.SchemaContent.Partition;
import org.modyn.common.database.SchemaContent.Sequence;
import org.modyn.common.database.SchemaContent.Table;
import org.modyn.common.error.ModynException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a {@link DatabaseDump} to a database that has none of its schemas. All rows become visible
 * at once, when {@link #commit} is called; a restore that is closed before drops what it created.
 * The schemas keep the version of the dump, and servers bring them to their own when they start.
 */
public final class DatabaseRestore implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DatabaseRestore.class);

  private final DatabaseConfig config;
  private final MaintenanceSession session;
  private final List<String> created = new ArrayList<>();
  private boolean committed;

  private DatabaseRestore(DatabaseConfig config, MaintenanceSession session) {
    this.config = requireNonNull(config, "config is null");
    this.session = requireNonNull(session, "session is null");
  }

  /** Reads the rows of a table, as {@link DatabaseDump#write} has written them. */
  public interface Rows {
    /**
     * @return closed by the caller
     */
    InputStream open(SchemaContent schema, Table table) throws IOException;
  }

  /**
   * Checks that the schemas can be restored, and changes nothing.
   *
   * @throws ModynException ALREADY_EXISTS when the database has one of them; FAILED_PRECONDITION
   *     when a newer program has written the dump, or when servers use the database
   */
  public static void check(DatabaseConfig config, List<SchemaContent> schemas) {
    try (MaintenanceSession session = MaintenanceSession.open(config)) {
      for (SchemaContent schema : schemas) {
        check(config, session, schema);
      }
    }
  }

  private static void check(
      DatabaseConfig config, MaintenanceSession session, SchemaContent schema) {
    try {
      if (!SchemaReader.rows(
              session.connection(), "SELECT 1 FROM pg_namespace WHERE nspname = ?", schema.name())
          .isEmpty()) {
        throw ModynException.alreadyExists(
            "PostgreSQL at %s has the schema %s already; restore into another database, or drop"
                + " what is no longer needed: DROP SCHEMA %s CASCADE",
            Database.location(config), schema.name(), schema.name());
      }
    } catch (SQLException e) {
      throw session.failed("read the catalog", e);
    }
    if (!new Migrations(config, schema.name()).includes(schema.version())) {
      throw ModynException.failedPrecondition(
          "the backup has version %s of the schema %s, which this Modyn does not know; restore it"
              + " with the version that made it, or a newer one",
          schema.version(), schema.name());
    }
  }

  /**
   * Begins to restore.
   *
   * @throws ModynException as {@link #check}
   */
  public static DatabaseRestore begin(DatabaseConfig config, List<SchemaContent> schemas) {
    check(config, schemas);
    MaintenanceSession session = MaintenanceSession.open(config);
    try {
      session.begin();
    } catch (SQLException e) {
      ModynException failure = session.failed("begin a transaction", e);
      session.close();
      throw failure;
    }
    return new DatabaseRestore(config, session);
  }

  /**
   * Creates the schemas, which stay empty for others.
   *
   * @throws ModynException RESOURCE_EXHAUSTED when the disk of the database is full
   */
  public void create(List<SchemaContent> schemas) {
    for (SchemaContent schema : schemas) {
      created.add(schema.name());
      new Migrations(config, schema.name()).runTo(schema.version());
    }
  }

  /**
   * Writes the rows of a schema that was created.
   *
   * @throws IOException when {@code rows} fails
   * @throws ModynException RESOURCE_EXHAUSTED when the disk of the database is full; INTERNAL when
   *     rows are not those of the table
   */
  public void write(SchemaContent schema, Rows rows) throws IOException {
    try {
      // migrations insert some
      session.execute(
          schema.tables().stream()
              .map(table -> schema.name() + "." + table.name())
              .collect(Collectors.joining(", ", "TRUNCATE ", "")));
      for (Partition partition : schema.partitions()) {
        create(schema, partition);
      }
      for (Table table : schema.tables()) {
        try (InputStream source = rows.open(schema, table)) {
          session
              .copies()
              .copyIn(
                  "COPY %s.%s (%s) FROM STDIN"
                      .formatted(schema.name(), table.name(), DatabaseDump.columns(table)),
                  source);
        }
      }
      for (Sequence sequence : schema.sequences()) {
        session.execute(
            "SELECT setval('%s.%s', %s, %s)"
                .formatted(
                    schema.name(), sequence.name(), sequence.lastValue(), sequence.called()));
      }
    } catch (SQLException e) {
      throw session.failed("restore the schema " + schema.name(), e);
    }
  }

  private void create(SchemaContent schema, Partition partition) throws SQLException {
    session.execute(
        "CREATE TABLE %s.%s PARTITION OF %s.%s %s %s"
            .formatted(
                schema.name(),
                partition.name(),
                schema.name(),
                partition.parent(),
                partition.bound(),
                partition.key().isEmpty() ? "" : "PARTITION BY " + partition.key()));
    for (String index : partition.indexes()) {
      session.execute(index);
    }
  }

  /**
   * Replaces the beginning of paths that were written.
   *
   * @param from a directory; paths that are not in it stay
   */
  public void movePaths(String schema, String table, String column, String from, String to) {
    String update =
        "UPDATE %s.%s SET %s = ? || substr(%s, ?) WHERE starts_with(%s, ?)"
            .formatted(schema, table, column, column, column);
    try (PreparedStatement statement = session.connection().prepareStatement(update)) {
      statement.setString(1, to);
      statement.setInt(2, from.codePointCount(0, from.length()) + 1);
      statement.setString(3, from + "/");
      statement.executeUpdate();
    } catch (SQLException e) {
      throw session.failed("update " + schema + "." + table, e);
    }
  }

  /** Makes all rows visible and durable. */
  public void commit() {
    try {
      session.commit();
      committed = true;
    } catch (SQLException e) {
      throw session.failed("commit", e);
    }
  }

  @Override
  public void close() {
    session.close();
    if (committed || created.isEmpty()) {
      return;
    }
    try (MaintenanceSession cleanup = MaintenanceSession.open(config)) {
      for (String schema : created) {
        cleanup.execute("DROP SCHEMA IF EXISTS %s CASCADE".formatted(schema));
      }
    } catch (SQLException | ModynException e) {
      log.warn(
          "Cannot drop what was restored of {} from PostgreSQL at {}; drop these schemas before"
              + " the next attempt",
          created,
          Database.location(config),
          e);
    }
  }
}
