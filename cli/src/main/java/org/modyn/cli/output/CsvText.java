package org.modyn.cli.output;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Rows of comma-separated values (RFC 4180, with single line feeds), for programs. */
public final class CsvText {
  private final StringBuilder text = new StringBuilder();

  /** Adds a row. A null is an empty cell. */
  public void add(Object... cells) {
    text.append(Arrays.stream(cells).map(CsvText::cell).collect(Collectors.joining(",")))
        .append('\n');
  }

  private static String cell(Object value) {
    String cell = value == null ? "" : value.toString();
    boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }

  /** The rows, each with its line break. */
  public String render() {
    return text.toString();
  }
}
