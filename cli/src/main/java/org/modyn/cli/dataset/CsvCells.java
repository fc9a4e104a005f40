package org.modyn.cli.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import org.modyn.common.csv.CsvDialect;
import org.modyn.common.csv.CsvSyntax;
import org.modyn.common.error.ModynException;

/** Splits rows of CSV into cells, as storage and the parser {@code Csv} see them. */
final class CsvCells {
  private static final char QUOTE = '"';

  private final CsvDialect dialect;
  private final CsvSyntax syntax;

  /**
   * @param separator an ASCII character
   */
  CsvCells(char separator) {
    this.dialect = new CsvDialect((byte) separator, QUOTE, false, true);
    this.syntax = new CsvSyntax(dialect);
  }

  /**
   * Returns the cells of a row, without the quotes around them.
   *
   * @param line the row, without its line break
   * @param where file and line, for messages
   * @throws ModynException INVALID_ARGUMENT when a quote is not closed, or text follows a closing
   *     quote
   */
  List<String> split(String line, String where) {
    byte[] row = line.getBytes(UTF_8);
    List<String> cells = new ArrayList<>();
    int state = CsvSyntax.START;
    int start = 0;
    for (int index = 0; index < row.length; index++) {
      int step = syntax.step(state, row[index]);
      state = CsvSyntax.state(step);
      switch (CsvSyntax.event(step)) {
        case CsvSyntax.END_OF_CELL -> {
          cells.add(text(row, start, index));
          start = index + 1;
        }
        case CsvSyntax.TEXT_AFTER_QUOTE ->
            throw ModynException.invalidArgument(
                "%s: in cell %d, text follows after the closing quote", where, cells.size() + 1);
        default -> {}
      }
    }
    if (state == CsvSyntax.QUOTED) {
      throw ModynException.invalidArgument(
          "%s: missing closing quote; cells with line breaks are not supported by preparations",
          where);
    }
    cells.add(text(row, start, row.length));
    return cells;
  }

  private String text(byte[] row, int start, int end) {
    boolean quoted = end > start && dialect.isQuoted(row[start], row[end - 1], end - start);
    return quoted
        ? new String(row, start + 1, end - start - 2, UTF_8).replace("\"\"", "\"")
        : new String(row, start, end - start, UTF_8);
  }
}
