package org.modyn.ml.parser;

import org.modyn.common.error.ModynException;

/**
 * Finds the cells of a line of CSV (RFC 4180): a cell in double quotes may hold separators, line
 * breaks and doubled quotes. Keeps its memory; for one thread at a time.
 */
final class CsvRow {
  private final byte separator;
  private final int[] starts;
  private final int[] ends;
  private int count;

  /**
   * @param cells how many of a line are looked at
   */
  CsvRow(byte separator, int cells) {
    this.separator = separator;
    starts = new int[cells];
    ends = new int[cells];
  }

  /**
   * Finds the cells of the one line in {@code bytes}, its first {@code length} ones.
   *
   * @param header whether another line, which does not count, comes before
   * @throws ModynException INVALID_ARGUMENT when there is no such line, more than one, or a quote
   *     out of place: a message without subject, as {@code has two lines}
   */
  void read(byte[] bytes, int length, boolean header) {
    int end = length;
    while (end > 0 && isLineBreak(bytes[end - 1])) {
      end--;
    }
    int place = 0;
    while (place < end && isLineBreak(bytes[place])) {
      place++;
    }
    if (header) {
      place = readLine(bytes, place, end);
      while (place < end && isLineBreak(bytes[place])) {
        place++;
      }
      if (place == end) {
        throw ModynException.invalidArgument("has no line below the columns' names");
      }
    }
    if (readLine(bytes, place, end) < end) {
      throw ModynException.invalidArgument(
          header ? "has more than one line below the columns' names" : "has more than one line");
    }
  }

  /** Returns where the line ends. */
  private int readLine(byte[] bytes, int from, int end) {
    count = 0;
    int place = from;
    while (true) {
      int start = place;
      place = endOfCell(bytes, place, end);
      if (count < starts.length) {
        starts[count] = start;
        ends[count] = place;
      }
      count++;
      if (place == end || bytes[place] != separator) {
        return place;
      }
      place++;
    }
  }

  private int endOfCell(byte[] bytes, int from, int end) {
    int place = from;
    if (place < end && bytes[place] == '"') {
      place++;
      while (true) {
        if (place == end) {
          throw ModynException.invalidArgument("has a quote in column %d that nothing ends", count);
        }
        if (bytes[place] != '"') {
          place++;
        } else if (place + 1 < end && bytes[place + 1] == '"') {
          place += 2;
        } else {
          place++;
          break;
        }
      }
      if (place < end && bytes[place] != separator && !isLineBreak(bytes[place])) {
        throw ModynException.invalidArgument("has something behind the quotes of column %d", count);
      }
      return place;
    }
    while (place < end && bytes[place] != separator && !isLineBreak(bytes[place])) {
      place++;
    }
    return place;
  }

  private static boolean isLineBreak(byte value) {
    return value == '\n' || value == '\r';
  }

  /** The cells of the line, also of those that are not looked at. */
  int count() {
    return count;
  }

  /** Where a cell begins, without its quotes. */
  int start(byte[] bytes, int cell) {
    return isQuoted(bytes, cell) ? starts[cell] + 1 : starts[cell];
  }

  /** Where a cell ends, without its quotes. */
  int end(byte[] bytes, int cell) {
    return isQuoted(bytes, cell) ? ends[cell] - 1 : ends[cell];
  }

  /** Whether a cell is in quotes; then quotes in it are doubled. */
  boolean isQuoted(byte[] bytes, int cell) {
    return ends[cell] > starts[cell] && bytes[starts[cell]] == '"';
  }
}
