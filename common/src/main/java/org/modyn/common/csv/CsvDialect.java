package org.modyn.common.csv;

/**
 * The separator and the quote of a CSV file. A cell is quoted if it begins with the quote; in a
 * quoted cell, separators and line breaks are text, and two quotes stand for one (RFC 4180).
 *
 * @param separator the byte between two cells
 * @param quote the byte that encloses quoted cells; {@link #NO_QUOTE} if there is none
 * @param quotedLinebreaks whether a line break in a quoted cell is text; otherwise it ends the row
 * @param strict whether text after a closing quote, and a line break in a quoted cell that is not
 *     text, are errors
 */
public record CsvDialect(byte separator, int quote, boolean quotedLinebreaks, boolean strict) {
  /** The value of {@code quote} for files without quoted cells. */
  public static final int NO_QUOTE = -1;

  /** Separated by commas, quoted with double quotes. */
  public static final CsvDialect RFC_4180 = new CsvDialect((byte) ',', '"', true, true);

  /**
   * Returns whether a cell is quoted.
   *
   * @param first the first byte of the cell
   * @param last the last byte of the cell
   * @param length the length of the cell in bytes
   */
  public boolean isQuoted(byte first, byte last, long length) {
    return quote != NO_QUOTE && length >= 2 && first == quote && last == quote;
  }
}
