package org.modyn.common.csv;

/**
 * How cells are separated and quoted. A cell is quoted when it begins with the quote; separators
 * and line breaks in it are text, and a doubled quote is one quote (RFC 4180).
 *
 * @param separator between two cells
 * @param quote around cells; {@link #NO_QUOTE} when there is none
 * @param quotedLinebreaks whether a line break in a quoted cell is text
 * @param strict whether text behind a closing quote, and line breaks in quotes where they are no
 *     text, are errors
 */
public record CsvDialect(byte separator, int quote, boolean quotedLinebreaks, boolean strict) {
  /** In place of a quote. */
  public static final int NO_QUOTE = -1;

  /** Commas and double quotes. */
  public static final CsvDialect RFC_4180 = new CsvDialect((byte) ',', '"', true, true);

  /**
   * Whether a cell stands in quotes.
   *
   * @param first byte of the cell
   * @param last byte of the cell
   * @param length of the cell, in bytes
   */
  public boolean isQuoted(byte first, byte last, long length) {
    return quote != NO_QUOTE && length >= 2 && first == quote && last == quote;
  }
}
