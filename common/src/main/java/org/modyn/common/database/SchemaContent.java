package org.modyn.common.database;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What a dump of a schema consists of, without the rows. Its tables are created by the migrations
 * up to its version, except for partitions, which are created as they were.
 *
 * @param version of the last migration, for example {@code 7}
 * @param tables each after the tables that its foreign keys refer to
 * @param partitions each after the table that it is a partition of
 */
public record SchemaContent(
    String name,
    String version,
    List<Table> tables,
    List<Partition> partitions,
    List<Sequence> sequences) {
  private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  public SchemaContent {
    requireName(name);
    requireNonNull(version, "version is null");
    tables = List.copyOf(tables);
    partitions = List.copyOf(partitions);
    sequences = List.copyOf(sequences);
  }

  /** A table with rows: not a partition, whose rows belong to the partitioned table. */
  public record Table(String name, List<String> columns) {
    public Table {
      requireName(name);
      columns = List.copyOf(columns);
      columns.forEach(SchemaContent::requireName);
    }
  }

  /**
   * A partition of a table.
   *
   * @param parent the table, or the partition, that it belongs to
   * @param bound as in {@code FOR VALUES IN (3)}
   * @param key as in {@code HASH (key)}; empty if it has no partitions itself
   * @param indexes the statements that create its own indexes
   */
  public record Partition(
      String name, String parent, String bound, String key, List<String> indexes) {
    // They become part of statements, and come from a file.
    private static final Pattern BOUND =
        Pattern.compile("FOR VALUES (IN \\(\\d+\\)|WITH \\(modulus \\d+, remainder \\d+\\))");
    private static final Pattern KEY = Pattern.compile("HASH \\(\"?[a-z_]+\"?\\)");
    private static final Pattern INDEX =
        Pattern.compile(
            "CREATE INDEX [a-z0-9_]+ ON [a-z0-9_.]+ USING [a-z]+ \\(\"?[a-z_]+\"?\\)"
                + "( WITH \\([a-z_]+='?\\d+'?\\))?");

    public Partition {
      requireName(name);
      requireName(parent);
      requireMatch(BOUND, bound);
      if (!key.isEmpty()) {
        requireMatch(KEY, key);
      }
      indexes = List.copyOf(indexes);
      indexes.forEach(index -> requireMatch(INDEX, index));
    }
  }

  /**
   * A sequence.
   *
   * @param called whether {@code lastValue} has been given out
   */
  public record Sequence(String name, long lastValue, boolean called) {
    public Sequence {
      requireName(name);
    }
  }

  private static void requireName(String name) {
    requireMatch(NAME, name);
  }

  private static void requireMatch(Pattern pattern, String text) {
    if (!pattern.matcher(text).matches()) {
      throw new IllegalArgumentException("not expected in a dump: " + text);
    }
  }
}
