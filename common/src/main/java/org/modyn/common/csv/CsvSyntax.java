package org.modyn.common.csv;

/**
 * A state machine that finds the ends of cells and rows, byte by byte. A table contains the next
 * state and the event for each state and kind of byte, so that a byte costs two array accesses:
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
 * <p>The text is UTF-8, or in a single-byte encoding that is a superset of ASCII. A row ends with a
 * line feed, optionally preceded by a carriage return. Immutable.
 */
public final class CsvSyntax {
  /** The state at the beginning of a row. */
  public static final int START = 0;

  /** The state within quotes. In a text that ends in this state, a closing quote is missing. */
  public static final int QUOTED = 2;

  /** An event: the byte is the separator after a cell. */
  public static final int END_OF_CELL = 1 << 3;

  /** An event: the byte is the line feed after the last cell of a row. */
  public static final int END_OF_ROW = 2 << 3;

  /** An event: the byte is text after a closing quote. */
  public static final int TEXT_AFTER_QUOTE = 3 << 3;

  /** An event: the byte is a line feed in a quoted cell, where it is not text. */
  public static final int BREAK_IN_QUOTES = 4 << 3;

  // kinds of bytes
  private static final int SEPARATOR = 1;
  private static final int QUOTE = 2;
  private static final int LINE_FEED = 3;
  private static final int CARRIAGE_RETURN = 4;
  private static final int KINDS = 5;

  // further states of a cell
  private static final int PLAIN = 1;

  /** After a closing quote. Another quote makes both one quote in the text of the cell. */
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
   * Returns the effect of a byte.
   *
   * @param state the state before the byte
   * @return the next {@link #state} combined with an {@link #event}; equal to {@code state} if the
   *     state does not change and there is no event
   */
  public int step(int state, byte value) {
    return steps[state * KINDS + kinds[value & 0xFF]];
  }

  /** Returns the state after a step. */
  public static int state(int step) {
    return step & STATE_MASK;
  }

  /** Returns the event of a step; 0 if there is none. */
  public static int event(int step) {
    return step & ~STATE_MASK;
  }
}
