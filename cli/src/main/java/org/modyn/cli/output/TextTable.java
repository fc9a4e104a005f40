package org.modyn.cli.output;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A text table: headings, and rows with aligned columns. */
public final class TextTable {
  private static final String GAP = "  ";

  private final List<Column> columns;
  private final List<List<String>> rows = new ArrayList<>();

  private TextTable(List<Column> columns) {
    this.columns = columns;
  }

  public static TextTable of(Column... columns) {
    return new TextTable(List.of(columns));
  }

  /**
   * @param alignRight for numbers
   */
  public record Column(String heading, boolean alignRight) {
    public Column {
      requireNonNull(heading, "heading is null");
    }

    public static Column text(String heading) {
      return new Column(heading, false);
    }

    public static Column number(String heading) {
      return new Column(heading, true);
    }
  }

  /**
   * @param cells one for each column
   */
  public void add(String... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%d cells for %d columns", cells.length, columns.size()));
    }
    rows.add(Arrays.stream(cells).map(Printable::line).toList());
  }

  /** The lines, each with its line break and without spaces at its end. */
  public String render() {
    List<List<String>> lines = new ArrayList<>();
    lines.add(columns.stream().map(Column::heading).toList());
    lines.addAll(rows);
    int[] widths = new int[columns.size()];
    for (List<String> line : lines) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], line.get(column).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder aligned = new StringBuilder();
      for (int column = 0; column < widths.length; column++) {
        String cell = line.get(column);
        String padding = " ".repeat(widths[column] - cell.length());
        aligned.append(column == 0 ? "" : GAP);
        aligned.append(columns.get(column).alignRight() ? padding + cell : cell + padding);
      }
      text.append(aligned.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
