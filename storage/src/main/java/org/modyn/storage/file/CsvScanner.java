package org.modyn.storage.file;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.FormatMethod;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.modyn.common.csv.CsvDialect;
import org.modyn.common.csv.CsvSyntax;

/**
 * Scans a CSV file once, when it is ingested: locates its rows, reads their labels, and validates
 * it. Other cells are not decoded.
 */
final class CsvScanner {
  private static final int CHUNK_BYTES = 1 << 16;
  private static final int MAXIMUM_ROWS = 1 << 26;
  private static final long MAXIMUM_ROW_BYTES = 1 << 30;

  private final CsvFileWrapper options;
  private final MemorySegment content;
  private final CsvDialect dialect;
  private final CsvSyntax syntax;
  private final EncodingCheck encoding;
  private final RowLocations.Builder rows = new RowLocations.Builder();
  private final PackedLabelsBuilder labels = new PackedLabelsBuilder();

  /** The number of the current row, starting at 1, including the header. */
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
    this.dialect = options.dialect();
    this.syntax = new CsvSyntax(dialect);
  }

  /**
   * @throws InvalidFileException when the file is malformed; the message names the row
   */
  ParsedRecords scan() throws InvalidFileException {
    startRow(byteOrderMarkLength());
    if (rowStart == content.byteSize()) {
      throw new InvalidFileException("it is empty");
    }
    byte[] chunk = new byte[CHUNK_BYTES];
    int state = CsvSyntax.START;
    for (long offset = rowStart; offset < content.byteSize(); offset += CHUNK_BYTES) {
      int count = (int) Math.min(CHUNK_BYTES, content.byteSize() - offset);
      MemorySegment.copy(content, ValueLayout.JAVA_BYTE, offset, chunk, 0, count);
      if (dialect.strict()) {
        encoding.check(chunk, count, offset, offset + count == content.byteSize());
      }
      state = scan(chunk, count, offset, state);
    }
    if (state == CsvSyntax.QUOTED) {
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
      int step = syntax.step(state, chunk[i]);
      if (step == state) {
        continue;
      }
      state = CsvSyntax.state(step);
      switch (CsvSyntax.event(step)) {
        case CsvSyntax.END_OF_CELL -> endCell(offset + i);
        case CsvSyntax.END_OF_ROW -> endRow(offset + i, offset + i + 1);
        case CsvSyntax.TEXT_AFTER_QUOTE ->
            throw wrong("in column %d, text follows after the closing quote", column);
        case CsvSyntax.BREAK_IN_QUOTES -> throw wrong("a line break is within quotes");
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
   * @param lineBreak the start of the line break, without its carriage return
   * @param end the start of the next row
   */
  private void endRow(long lineBreak, long end) throws InvalidFileException {
    boolean hasReturn =
        lineBreak > rowStart && content.get(ValueLayout.JAVA_BYTE, lineBreak - 1) == '\r';
    long rowEnd = hasReturn ? lineBreak - 1 : lineBreak;
    endCell(rowEnd);
    if (encoding.firstWrong() < end) {
      throw wrong("it has bytes that are no %s", options.encoding());
    }
    if (rowNumber == 1 && options.ignoreFirstLine()) {
      columnsBefore = column;
    } else {
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
    if (dialect.strict() && columnsBefore >= 0 && column != columnsBefore) {
      throw wrong(
          "it has %s, %s %d",
          columns(column),
          rowNumber == 2 && options.ignoreFirstLine() ? "the header has" : "those before have",
          columnsBefore);
    }
    columnsBefore = column;
    if (rowEnd - rowStart > MAXIMUM_ROW_BYTES) {
      throw wrong("it has %d bytes, allowed are %d", rowEnd - rowStart, MAXIMUM_ROW_BYTES);
    }
    if (rows.size() == MAXIMUM_ROWS) {
      throw new InvalidFileException(
          String.format(Locale.ROOT, "it has more than %d rows; split it", MAXIMUM_ROWS));
    }
  }

  private static String columns(int number) {
    return number == 1 ? "1 column" : number + " columns";
  }

  private long label() throws InvalidFileException {
    long start = labelStart;
    long end = labelEnd;
    boolean quoted =
        end > start
            && dialect.isQuoted(
                content.get(ValueLayout.JAVA_BYTE, start),
                content.get(ValueLayout.JAVA_BYTE, end - 1),
                end - start);
    try {
      return quoted
          ? LabelText.parse(content, start + 1, end - 1)
          : LabelText.parse(content, start, end);
    } catch (NumberFormatException e) {
      throw (InvalidFileException) wrong("its label: %s", e.getMessage()).initCause(e);
    }
  }

  private void addRow(long rowEnd, long end) throws InvalidFileException {
    // one separator is removed with the label: the preceding one, or the following one in the first
    // column
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
    return new InvalidFileException(
        String.format(Locale.ROOT, "row %d: %s", rowNumber, what.formatted(arguments)));
  }
}
