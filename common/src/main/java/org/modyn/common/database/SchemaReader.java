package org.modyn.common.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.modyn.common.database.SchemaContent.Partition;
import org.modyn.common.database.SchemaContent.Sequence;
import org.modyn.common.database.SchemaContent.Table;

/** Reads from PostgreSQL's catalog what a schema consists of. */
final class SchemaReader {
  /** The history of migrations, which migrating writes anew. */
  private static final String HISTORY = "flyway_schema_history";

  private final Connection connection;
  private final String schema;

  SchemaReader(Connection connection, String schema) {
    this.connection = connection;
    this.schema = schema;
  }

  /** Returns the tables that are no partitions, each after those that it refers to. */
  List<Table> tables() throws SQLException {
    Map<String, Table> unordered = new LinkedHashMap<>();
    for (List<String> row :
        rows(
            """
            SELECT relname FROM pg_class
            WHERE relnamespace = to_regnamespace(?) AND relkind IN ('r', 'p') AND NOT relispartition
            AND relname <> '%s' ORDER BY relname
            """
                .formatted(HISTORY),
            schema)) {
      unordered.put(row.getFirst(), new Table(row.getFirst(), columns(row.getFirst())));
    }
    Map<String, Set<String>> references = references();
    List<Table> ordered = new ArrayList<>();
    while (!unordered.isEmpty()) {
      Table next =
          unordered.values().stream()
              .filter(
                  table ->
                      references.getOrDefault(table.name(), Set.of()).stream()
                          .noneMatch(unordered::containsKey))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalStateException(
                          "foreign keys of %s refer to each other".formatted(unordered.keySet())));
      ordered.add(unordered.remove(next.name()));
    }
    return ordered;
  }

  private List<String> columns(String table) throws SQLException {
    return rows(
            """
            SELECT attname FROM pg_attribute
            WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped
            AND attgenerated = '' ORDER BY attnum
            """,
            schema + "." + table)
        .stream()
        .map(List::getFirst)
        .toList();
  }

  /** By table, the other tables that its foreign keys refer to. */
  private Map<String, Set<String>> references() throws SQLException {
    Map<String, Set<String>> references = new LinkedHashMap<>();
    for (List<String> row :
        rows(
            """
            SELECT source.relname, target.relname FROM pg_constraint
            JOIN pg_class source ON source.oid = conrelid
            JOIN pg_class target ON target.oid = confrelid
            WHERE contype = 'f' AND conrelid <> confrelid
            AND source.relnamespace = to_regnamespace(?)
            """,
            schema)) {
      references.computeIfAbsent(row.getFirst(), name -> new TreeSet<>()).add(row.getLast());
    }
    return references;
  }

  /** Returns all partitions, each after its parent. */
  List<Partition> partitions() throws SQLException {
    List<Partition> partitions = new ArrayList<>();
    for (List<String> row :
        rows(
            """
            WITH RECURSIVE tree (oid, parent, depth) AS (
              SELECT inhrelid, inhparent, 1 FROM pg_inherits
              JOIN pg_class ON pg_class.oid = inhparent
              WHERE relnamespace = to_regnamespace(?) AND relkind = 'p' AND NOT relispartition
              UNION ALL
              SELECT inhrelid, inhparent, depth + 1 FROM pg_inherits
              JOIN tree ON tree.oid = inhparent
            )
            SELECT child.relname, parent.relname, pg_get_expr(child.relpartbound, child.oid),
              coalesce(pg_get_partkeydef(child.oid), '')
            FROM tree
            JOIN pg_class child ON child.oid = tree.oid
            JOIN pg_class parent ON parent.oid = tree.parent
            ORDER BY depth, child.relname
            """,
            schema)) {
      partitions.add(
          new Partition(row.get(0), row.get(1), row.get(2), row.get(3), indexes(row.get(0))));
    }
    return partitions;
  }

  /** The indexes of a partition that it does not have from its parent. */
  private List<String> indexes(String partition) throws SQLException {
    return rows(
            """
            SELECT pg_get_indexdef(indexrelid) FROM pg_index
            JOIN pg_class ON pg_class.oid = indexrelid
            WHERE indrelid = to_regclass(?) AND NOT relispartition ORDER BY indexrelid
            """,
            schema + "." + partition)
        .stream()
        // ONLY would leave out its partitions
        .map(row -> row.getFirst().replace(" ON ONLY ", " ON "))
        .toList();
  }

  /** Returns the sequences, also those of identity columns. */
  List<Sequence> sequences() throws SQLException {
    List<Sequence> sequences = new ArrayList<>();
    for (List<String> row :
        rows(
            """
            SELECT relname FROM pg_class
            WHERE relnamespace = to_regnamespace(?) AND relkind = 'S' ORDER BY relname
            """,
            schema)) {
      String name = row.getFirst();
      try (Statement statement = connection.createStatement();
          ResultSet result =
              statement.executeQuery(
                  "SELECT last_value, is_called FROM %s.%s".formatted(schema, name))) {
        result.next();
        sequences.add(new Sequence(name, result.getLong(1), result.getBoolean(2)));
      }
    }
    return sequences;
  }

  private List<List<String>> rows(String query, String parameter) throws SQLException {
    return rows(connection, query, parameter);
  }

  /** Returns the rows of a query, each column as text. */
  static List<List<String>> rows(Connection connection, String query, String... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      for (int index = 0; index < parameters.length; index++) {
        statement.setString(index + 1, parameters[index]);
      }
      try (ResultSet result = statement.executeQuery()) {
        int columns = result.getMetaData().getColumnCount();
        List<List<String>> rows = new ArrayList<>();
        while (result.next()) {
          List<String> row = new ArrayList<>();
          for (int column = 1; column <= columns; column++) {
            row.add(result.getString(column));
          }
          rows.add(row);
        }
        return rows;
      }
    }
  }
}
