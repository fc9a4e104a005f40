package org.modyn.ml.parser;

import static java.util.Objects.requireNonNull;

import org.modyn.common.csv.CsvDialect;
import org.modyn.common.csv.CsvSyntax;
import org.modyn.common.error.ModynException;

/** Finds the cells of a CSV row. Memory is reused. Not safe for concurrent use. */
final class CsvRow {
  private final CsvDialect dialect;
  private final CsvSyntax syntax;
  private final int[] starts;
  private final int[] ends;
  private int count;

  /**
   * @param cells the number of cells of a row that can be read
   */
  CsvRow(CsvDialect dialect, int cells) {
    this.dialect = requireNonNull(dialect, "dialect is null");
    this.syntax = new CsvSyntax(dialect);
    starts = new int[cells];
    ends = new int[cells];
  }

  /**
   * Finds the cells of the only row in {@code bytes}, the first {@code length} of them.
   *
   * @param header whether a row with the names of the columns precedes the row
   * @throws ModynException INVALID_ARGUMENT when there is no such row, more than one, or a
   *     misplaced quote; the message has no subject, as {@code has more than one line}
   */
  void read(byte[] bytes, int length, boolean header) {
    int end = length;
    while (end > 0 && isLineBreak(bytes[end - 1])) {
      end--;
    }
    int position = afterLineBreaks(bytes, 0, end);
    if (header) {
      position = afterLineBreaks(bytes, readRow(bytes, position, end), end);
      if (position == end) {
        throw ModynException.invalidArgument("has no line below the columns' names");
      }
    }
    if (readRow(bytes, position, end) < end) {
      throw ModynException.invalidArgument(
          header ? "has more than one line below the columns' names" : "has more than one line");
    }
  }

  private static int afterLineBreaks(byte[] bytes, int from, int end) {
    int position = from;
    while (position < end && isLineBreak(bytes[position])) {
      position++;
    }
    return position;
  }

  /** Returns the index of the end of the row. */
  private int readRow(byte[] bytes, int from, int end) {
    count = 0;
    int start = from;
    int state = CsvSyntax.START;
    for (int position = from; position < end; position++) {
      int step = syntax.step(state, bytes[position]);
      if (step == state) {
        continue;
      }
      state = CsvSyntax.state(step);
      switch (CsvSyntax.event(step)) {
        case CsvSyntax.END_OF_CELL -> {
          addCell(start, position);
          start = position + 1;
        }
        case CsvSyntax.END_OF_ROW -> {
          addCell(start, position > start && bytes[position - 1] == '\r' ? position - 1 : position);
          return position;
        }
        case CsvSyntax.TEXT_AFTER_QUOTE ->
            throw ModynException.invalidArgument(
                "has text behind the closing quote of column %d", count);
        case CsvSyntax.BREAK_IN_QUOTES ->
            throw ModynException.invalidArgument(
                "has a line break within the quotes of column %d", count);
        default -> {}
      }
    }
    if (state == CsvSyntax.QUOTED) {
      throw ModynException.invalidArgument("has a quote in column %d that is not closed", count);
    }
    addCell(start, end);
    return end;
  }

  private void addCell(int start, int end) {
    if (count < starts.length) {
      starts[count] = start;
      ends[count] = end;
    }
    count++;
  }

  private static boolean isLineBreak(byte value) {
    return value == '\n' || value == '\r';
  }

  /** Number of cells in the row, which may be more than can be asked for. */
  int count() {
    return count;
  }

  /** The index of the start of a cell, without its quotes. */
  int start(byte[] bytes, int cell) {
    return isQuoted(bytes, cell) ? starts[cell] + 1 : starts[cell];
  }

  /** The index of the end of a cell, without its quotes. */
  int end(byte[] bytes, int cell) {
    return isQuoted(bytes, cell) ? ends[cell] - 1 : ends[cell];
  }

  /** Whether a cell is in quotes; then quotes in it are doubled. */
  boolean isQuoted(byte[] bytes, int cell) {
    int start = starts[cell];
    int end = ends[cell];
    return end > start && dialect.isQuoted(bytes[start], bytes[end - 1], end - start);
  }
}
