package org.modyn.cli.dataset;

import java.util.ArrayList;
import java.util.List;
import org.modyn.common.error.ModynException;

/** The cells of a row of CSV that stands in one line. */
final class CsvCells {
  private static final char QUOTE = '"';

  private CsvCells() {}

  /**
   * Splits a row. Separators between quotes are text; quotes around a cell are left out, and two of
   * them within are one.
   *
   * @param where file and line, for messages
   * @throws ModynException INVALID_ARGUMENT when a quote is not closed
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
          "%s: a quote is not closed; cells with line breaks cannot be prepared", where);
    }
    cells.add(cell.toString());
    return cells;
  }
}
