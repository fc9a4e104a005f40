package org.modyn.cli.dataset;

import java.util.ArrayList;
import java.util.List;
import org.modyn.common.error.ModynException;

/** The cells of a CSV row on one line. */
final class CsvCells {
  private static final char QUOTE = '"';

  private CsvCells() {}

  /**
   * Splits a row. Separators between quotes are text; quotes around a cell are removed, and a
   * doubled quote inside is one quote.
   *
   * @param where file and line, for messages
   * @throws ModynException INVALID_ARGUMENT when a closing quote is missing
   */
  static List<String> split(String line, char separator, String where) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int index = 0; index < line.length(); index++) {
      char character = line.charAt(index);
      boolean doubled = quoted && character == QUOTE && line.startsWith("\"", index + 1);
      if (doubled) {
        cell.append(QUOTE);
        index++;
      } else if (character == QUOTE && (quoted || cell.isEmpty())) {
        quoted = !quoted;
      } else if (character == separator && !quoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(character);
      }
    }
    if (quoted) {
      throw ModynException.invalidArgument(
          "%s: missing closing quote; cells with line breaks are not supported by preparations",
          where);
    }
    cells.add(cell.toString());
    return cells;
  }
}
