package org.modyn.common.database;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.modyn.common.config.system.DatabaseConfig;
import org.modyn.common.database.SchemaContent.Table;
import org.modyn.common.error.ModynException;

/**
 * Reads all rows of schemas of servers, as of one moment. Until it is closed, every table is locked
 * against changes, so that also files that the rows refer to can be copied meanwhile: servers write
 * a file before the row that refers to it, and delete it after the row. Rows are written in the
 * text format of COPY, which does not depend on the version of PostgreSQL.
 */
public final class DatabaseDump implements AutoCloseable {
  private static final String LOCK_PATIENCE = "10s";

  private final MaintenanceSession session;
  private final List<SchemaContent> schemas;

  private DatabaseDump(MaintenanceSession session, List<SchemaContent> schemas) {
    this.session = requireNonNull(session, "session is null");
    this.schemas = List.copyOf(schemas);
  }

  /**
   * Connects and locks the tables.
   *
   * @param names of the schemas; those that do not exist are left out
   * @throws ModynException FAILED_PRECONDITION when servers use the database; UNAVAILABLE when it
   *     does not answer
   */
  public static DatabaseDump begin(DatabaseConfig config, List<String> names) {
    MaintenanceSession session = MaintenanceSession.open(config);
    try {
      lock(session, names);
      List<SchemaContent> schemas = new ArrayList<>();
      for (String name : names) {
        new Migrations(config, name)
            .current()
            .ifPresent(version -> schemas.add(read(session, name, version)));
      }
      return new DatabaseDump(session, schemas);
    } catch (SQLException e) {
      ModynException failure = session.failed("lock the tables", e);
      session.close();
      throw failure;
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /** Locks before the transaction takes its snapshot, so that no change is missed. */
  private static void lock(MaintenanceSession session, List<String> schemas) throws SQLException {
    List<String> tables = new ArrayList<>();
    for (String schema : schemas) {
      new SchemaReader(session.connection(), schema)
          .tables()
          .forEach(table -> tables.add(schema + "." + table.name()));
    }
    session.execute("SET lock_timeout = '%s'".formatted(LOCK_PATIENCE));
    session.begin();
    if (!tables.isEmpty()) {
      session.execute("LOCK TABLE %s IN SHARE MODE".formatted(String.join(", ", tables)));
    }
  }

  private static SchemaContent read(MaintenanceSession session, String name, String version) {
    SchemaReader reader = new SchemaReader(session.connection(), name);
    try {
      return new SchemaContent(
          name, version, reader.tables(), reader.partitions(), reader.sequences());
    } catch (SQLException e) {
      throw session.failed("read the schema " + name, e);
    }
  }

  /** Returns the schemas that exist, in the order in which they were named. */
  public List<SchemaContent> schemas() {
    return schemas;
  }

  /** Returns whether a schema exists. */
  public boolean has(String schema) {
    return schemas.stream().anyMatch(found -> found.name().equals(schema));
  }

  /**
   * Writes the rows of a table, with those of its partitions.
   *
   * @return their number
   * @throws IOException when {@code target} fails
   */
  public long write(SchemaContent schema, Table table, OutputStream target) throws IOException {
    String columns = columns(table);
    try {
      return session
          .copies()
          .copyOut(
              "COPY (SELECT %s FROM %s.%s) TO STDOUT"
                  .formatted(columns, schema.name(), table.name()),
              target);
    } catch (SQLException e) {
      throw session.failed("read the table %s.%s".formatted(schema.name(), table.name()), e);
    }
  }

  static String columns(Table table) {
    return table.columns().stream().map(name -> '"' + name + '"').collect(Collectors.joining(", "));
  }

  /** Returns the rows of a query, each column as text; for checks of what is dumped. */
  public List<List<String>> rows(String query) {
    try {
      return SchemaReader.rows(session.connection(), query);
    } catch (SQLException e) {
      throw session.failed("read the tables", e);
    }
  }

  /** Unlocks the tables. */
  @Override
  public void close() {
    session.close();
  }
}
