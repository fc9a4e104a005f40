package org.modyn.storage.file;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.FormatMethod;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Goes once over a CSV file, when it is ingested: finds its rows, reads their labels, and checks
 * it. A table says for the state of a cell and the kind of a byte what the next state is and
 * whether a cell or a row ends; nothing is made of the other bytes.
 */
final class CsvScanner {
  private static final int CHUNK_BYTES = 1 << 16;
  private static final int MAXIMUM_ROWS = 1 << 26;
  private static final long MAXIMUM_ROW_BYTES = 1 << 30;

  // kinds of bytes
  private static final int OTHER = 0;
  private static final int SEPARATOR = 1;
  private static final int QUOTE = 2;
  private static final int LINE_FEED = 3;
  private static final int CARRIAGE_RETURN = 4;
  private static final int KINDS = 5;

  // states of a cell
  private static final int START = 0;
  private static final int PLAIN = 1;
  private static final int QUOTED = 2;

  /** Its quote was closed; the next quote opens it again, which makes two quotes a quote. */
  private static final int CLOSED = 3;

  private static final int CLOSED_THEN_RETURN = 4;
  private static final int STATES = 5;
  private static final int STATE_MASK = 7;

  // what happens besides
  private static final int END_OF_CELL = 1 << 3;
  private static final int END_OF_ROW = 2 << 3;
  private static final int TEXT_AFTER_QUOTE = 3 << 3;
  private static final int BREAK_IN_QUOTES = 4 << 3;

  private final CsvFileWrapper options;
  private final MemorySegment content;
  private final byte[] kinds = new byte[256];
  private final byte[] steps;
  private final EncodingCheck encoding;
  private final RowLocations.Builder rows = new RowLocations.Builder();
  private final PackedLabelsBuilder labels = new PackedLabelsBuilder();

  /** Of the row that is being read, from 1, with the header. */
  private long rowNumber = 1;

  private long rowStart;
  private int column;
  private long labelStart;
  private long labelEnd;
  private int columnsBefore = -1;

  CsvScanner(CsvFileWrapper options, MemorySegment content) {
    this.options = requireNonNull(options, "options is null");
    this.content = requireNonNull(content, "content is null");
    this.encoding = new EncodingCheck(options.encoding(), CHUNK_BYTES);
    kinds[options.separator()] = SEPARATOR;
    kinds['\n'] = LINE_FEED;
    kinds['\r'] = CARRIAGE_RETURN;
    if (options.quote() != CsvFileWrapper.NO_QUOTE) {
      kinds[options.quote()] = QUOTE;
    }
    this.steps = steps(options);
  }

  private static byte[] steps(CsvFileWrapper options) {
    boolean strict = options.validateFileContent();
    byte[][] table = new byte[STATES][KINDS];
    table[START] = row(PLAIN, START | END_OF_CELL, QUOTED, START | END_OF_ROW, PLAIN);
    table[PLAIN] = row(PLAIN, START | END_OF_CELL, PLAIN, START | END_OF_ROW, PLAIN);
    int breakInQuotes = strict ? QUOTED | BREAK_IN_QUOTES : START | END_OF_ROW;
    int inQuotes = options.quotedLinebreaks() ? QUOTED : breakInQuotes;
    table[QUOTED] = row(QUOTED, QUOTED, CLOSED, inQuotes, QUOTED);
    int after = strict ? CLOSED | TEXT_AFTER_QUOTE : CLOSED;
    table[CLOSED] = row(after, START | END_OF_CELL, QUOTED, START | END_OF_ROW, CLOSED_THEN_RETURN);
    table[CLOSED_THEN_RETURN] =
        row(
            after,
            strict ? after : START | END_OF_CELL,
            strict ? after : QUOTED,
            START | END_OF_ROW,
            strict ? after : CLOSED_THEN_RETURN);
    byte[] steps = new byte[STATES * KINDS];
    for (int state = 0; state < STATES; state++) {
      System.arraycopy(table[state], 0, steps, state * KINDS, KINDS);
    }
    return steps;
  }

  private static byte[] row(int other, int separator, int quote, int lineFeed, int carriageReturn) {
    return new byte[] {
      (byte) other, (byte) separator, (byte) quote, (byte) lineFeed, (byte) carriageReturn
    };
  }

  /**
   * @throws InvalidFileException when it is no such file; the message names the row
   */
  ParsedRecords scan() throws InvalidFileException {
    startRow(byteOrderMarkLength());
    if (rowStart == content.byteSize()) {
      throw new InvalidFileException("it is empty");
    }
    byte[] chunk = new byte[CHUNK_BYTES];
    int state = START;
    for (long offset = rowStart; offset < content.byteSize(); offset += CHUNK_BYTES) {
      int count = (int) Math.min(CHUNK_BYTES, content.byteSize() - offset);
      MemorySegment.copy(content, ValueLayout.JAVA_BYTE, offset, chunk, 0, count);
      if (options.validateFileContent()) {
        encoding.check(chunk, count, offset, offset + count == content.byteSize());
      }
      state = scan(chunk, count, offset, state);
    }
    if (state == QUOTED) {
      throw wrong("a quote is not closed");
    }
    if (rowStart < content.byteSize()) {
      endRow(content.byteSize(), content.byteSize());
    }
    if (rows.size() == 0) {
      throw new InvalidFileException("it has a header and no rows");
    }
    return new ParsedRecords(labels.build(), rows.build());
  }

  private int byteOrderMarkLength() {
    boolean marked =
        options.encoding().equals(StandardCharsets.UTF_8)
            && content.byteSize() >= 3
            && content.get(ValueLayout.JAVA_BYTE, 0) == (byte) 0xEF
            && content.get(ValueLayout.JAVA_BYTE, 1) == (byte) 0xBB
            && content.get(ValueLayout.JAVA_BYTE, 2) == (byte) 0xBF;
    return marked ? 3 : 0;
  }

  private int scan(byte[] chunk, int count, long offset, int before) throws InvalidFileException {
    int state = before;
    for (int i = 0; i < count; i++) {
      int kind = kinds[chunk[i] & 0xFF];
      if (kind == OTHER && (state == PLAIN || state == QUOTED)) {
        continue;
      }
      int step = steps[state * KINDS + kind];
      state = step & STATE_MASK;
      switch (step & ~STATE_MASK) {
        case END_OF_CELL -> endCell(offset + i);
        case END_OF_ROW -> endRow(offset + i, offset + i + 1);
        case TEXT_AFTER_QUOTE ->
            throw wrong("in column %d, text follows after the closing quote", column);
        case BREAK_IN_QUOTES -> throw wrong("a line break is within quotes");
        default -> {}
      }
    }
    return state;
  }

  private void startRow(long start) {
    rowStart = start;
    column = 0;
    labelStart = start;
    labelEnd = -1;
  }

  private void endCell(long end) {
    if (column == options.labelIndex()) {
      labelEnd = end;
    }
    column++;
    if (column == options.labelIndex()) {
      labelStart = end + 1;
    }
  }

  /**
   * @param lineBreak where the line break begins, but for its carriage return
   * @param end where the next row begins
   */
  private void endRow(long lineBreak, long end) throws InvalidFileException {
    boolean hasReturn =
        lineBreak > rowStart && content.get(ValueLayout.JAVA_BYTE, lineBreak - 1) == '\r';
    long rowEnd = hasReturn ? lineBreak - 1 : lineBreak;
    endCell(rowEnd);
    if (encoding.firstWrong() < end) {
      throw wrong("it has bytes that are no %s", options.encoding());
    }
    if (rowNumber > 1 || !options.ignoreFirstLine()) {
      checkRow(rowEnd);
      labels.append(label());
      addRow(rowEnd, end);
    }
    rowNumber++;
    startRow(end);
  }

  private void checkRow(long rowEnd) throws InvalidFileException {
    if (labelEnd < 0) {
      throw wrong(
          "it has %s, but the label is to be in the one with the index %d",
          columns(column), options.labelIndex());
    }
    if (options.validateFileContent() && columnsBefore >= 0 && column != columnsBefore) {
      throw wrong("it has %s, those before have %d", columns(column), columnsBefore);
    }
    columnsBefore = column;
    if (rowEnd - rowStart > MAXIMUM_ROW_BYTES) {
      throw wrong("it has %d bytes, allowed are %d", rowEnd - rowStart, MAXIMUM_ROW_BYTES);
    }
    if (rows.size() == MAXIMUM_ROWS) {
      throw new InvalidFileException("it has more than %d rows; split it".formatted(MAXIMUM_ROWS));
    }
  }

  private static String columns(int number) {
    return number == 1 ? "1 column" : number + " columns";
  }

  private long label() throws InvalidFileException {
    long start = labelStart;
    long end = labelEnd;
    boolean quoted =
        options.quote() != CsvFileWrapper.NO_QUOTE
            && end - start >= 2
            && content.get(ValueLayout.JAVA_BYTE, start) == options.quote()
            && content.get(ValueLayout.JAVA_BYTE, end - 1) == options.quote();
    try {
      return quoted
          ? LabelText.parse(content, start + 1, end - 1)
          : LabelText.parse(content, start, end);
    } catch (NumberFormatException e) {
      throw (InvalidFileException) wrong("its label: %s", e.getMessage()).initCause(e);
    }
  }

  private void addRow(long rowEnd, long end) throws InvalidFileException {
    // with the label goes one separator: the one before it, or behind it in the first column
    boolean first = options.labelIndex() == 0;
    long cutStart = first ? labelStart : labelStart - 1;
    long cutEnd = first ? Math.min(labelEnd + 1, rowEnd) : labelEnd;
    rows.add(
        rowStart,
        end,
        (int) (end - rowEnd),
        (int) (cutStart - rowStart),
        (int) (cutEnd - cutStart));
  }

  @FormatMethod
  private InvalidFileException wrong(String what, Object... arguments) {
    return new InvalidFileException("row %d: %s".formatted(rowNumber, what.formatted(arguments)));
  }
}
