package org.modyn.common.csv;

/**
 * Finds where cells and rows end, byte by byte. A table says for the state of a cell and the kind
 * of a byte what the next state is and what happens, so that a byte costs two array accesses:
 *
 * <pre>{@code
 * int state = CsvSyntax.START;
 * for (...) {
 *   int step = syntax.step(state, value);
 *   if (step != state) {
 *     state = CsvSyntax.state(step);
 *     switch (CsvSyntax.event(step)) { ... }
 *   }
 * }
 * }</pre>
 *
 * <p>Works on bytes: the text is UTF-8, or in an encoding of one byte a character that contains
 * ASCII. A row ends with a line feed, before which a carriage return may stand. Immutable.
 */
public final class CsvSyntax {
  /** The state at the beginning of a row. */
  public static final int START = 0;

  /** The state within quotes. Text that ends in it lacks a quote. */
  public static final int QUOTED = 2;

  /** An event: the byte is the separator behind a cell. */
  public static final int END_OF_CELL = 1 << 3;

  /** An event: the byte is the line feed behind the last cell of a row. */
  public static final int END_OF_ROW = 2 << 3;

  /** An event: the byte is text behind a closing quote. */
  public static final int TEXT_AFTER_QUOTE = 3 << 3;

  /** An event: the byte is a line feed in quotes, where it is no text. */
  public static final int BREAK_IN_QUOTES = 4 << 3;

  // kinds of bytes
  private static final int SEPARATOR = 1;
  private static final int QUOTE = 2;
  private static final int LINE_FEED = 3;
  private static final int CARRIAGE_RETURN = 4;
  private static final int KINDS = 5;

  // further states of a cell
  private static final int PLAIN = 1;

  /** Its quote was closed; the next quote opens it again, which makes two quotes a quote. */
  private static final int CLOSED = 3;

  private static final int CLOSED_THEN_RETURN = 4;
  private static final int STATES = 5;
  private static final int STATE_MASK = 7;

  private final byte[] kinds = new byte[256];
  private final byte[] steps = new byte[STATES * KINDS];

  public CsvSyntax(CsvDialect dialect) {
    kinds[dialect.separator() & 0xFF] = SEPARATOR;
    kinds['\n'] = LINE_FEED;
    kinds['\r'] = CARRIAGE_RETURN;
    if (dialect.quote() != CsvDialect.NO_QUOTE) {
      kinds[dialect.quote()] = QUOTE;
    }
    boolean strict = dialect.strict();
    setSteps(START, PLAIN, START | END_OF_CELL, QUOTED, START | END_OF_ROW, PLAIN);
    setSteps(PLAIN, PLAIN, START | END_OF_CELL, PLAIN, START | END_OF_ROW, PLAIN);
    int breakInQuotes = strict ? QUOTED | BREAK_IN_QUOTES : START | END_OF_ROW;
    int inQuotes = dialect.quotedLinebreaks() ? QUOTED : breakInQuotes;
    setSteps(QUOTED, QUOTED, QUOTED, CLOSED, inQuotes, QUOTED);
    int after = strict ? CLOSED | TEXT_AFTER_QUOTE : CLOSED;
    setSteps(CLOSED, after, START | END_OF_CELL, QUOTED, START | END_OF_ROW, CLOSED_THEN_RETURN);
    setSteps(
        CLOSED_THEN_RETURN,
        after,
        strict ? after : START | END_OF_CELL,
        strict ? after : QUOTED,
        START | END_OF_ROW,
        strict ? after : CLOSED_THEN_RETURN);
  }

  private void setSteps(
      int state, int other, int separator, int quote, int lineFeed, int carriageReturn) {
    int[] row = {other, separator, quote, lineFeed, carriageReturn};
    for (int kind = 0; kind < KINDS; kind++) {
      steps[state * KINDS + kind] = (byte) row[kind];
    }
  }

  /**
   * What a byte does.
   *
   * @param state before it
   * @return the next {@link #state} and an {@link #event}; {@code state} itself when nothing
   *     changes
   */
  public int step(int state, byte value) {
    return steps[state * KINDS + kinds[value & 0xFF]];
  }

  /** The state after a step. */
  public static int state(int step) {
    return step & STATE_MASK;
  }

  /** What happens in a step: one of the events, or 0. */
  public static int event(int step) {
    return step & ~STATE_MASK;
  }
}
