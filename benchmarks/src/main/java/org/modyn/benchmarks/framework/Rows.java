package org.modyn.benchmarks.framework;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.modyn.common.error.ModynException;

/**
 * The rows of a benchmark, each with the way to measure it. Only rows that are selected are
 * measured.
 */
public final class Rows {
  private final RowSelection selection;
  private final List<Group> groups = new ArrayList<>();

  public Rows(RowSelection selection) {
    this.selection = requireNonNull(selection, "selection is null");
  }

  /** Measures one row. */
  public interface Row {
    /**
     * @param name the name of the row
     */
    Measurement measure(String name) throws IOException;
  }

  /** Measures rows that come from the same work. */
  public interface Together {
    /** Returns the rows, which may have others among them. */
    List<Measurement> measure() throws IOException;
  }

  private record Group(List<String> names, Together rows) {}

  /** Adds a row. */
  public void add(String name, Row row) {
    requireNonNull(row, "row is null");
    groups.add(new Group(List.of(name), () -> List.of(row.measure(name))));
  }

  /** Adds rows that are measured together, if any of them is selected. */
  public void addTogether(List<String> names, Together rows) {
    requireNonNull(rows, "rows is null");
    groups.add(new Group(List.copyOf(names), rows));
  }

  /**
   * Measures the selected rows in the order in which they were added.
   *
   * @throws ModynException INVALID_ARGUMENT before anything is measured, when a name selects no row
   */
  public List<Measurement> measure() throws IOException {
    List<String> names = groups.stream().flatMap(group -> group.names().stream()).toList();
    List<String> unknown = selection.unknown(names);
    if (!unknown.isEmpty()) {
      throw ModynException.invalidArgument(
          "there is no row '%s'; there are: %s", unknown.getFirst(), String.join(", ", names));
    }
    List<Measurement> measured = new ArrayList<>();
    for (Group group : groups) {
      if (group.names().stream().anyMatch(selection::has)) {
        group.rows().measure().stream()
            .filter(row -> selection.has(row.name()))
            .forEach(measured::add);
      }
    }
    return measured;
  }
}
