package org.modyn.storage.file;

import static java.util.Objects.checkIndex;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;

/**
 * The locations of the rows of a file, and of the part of each row that is not part of the sample:
 * two to five bytes per row for rows of some hundred bytes. Each value is accessed in constant
 * time.
 *
 * <p>Rows are contiguous. They are grouped in blocks of 128; the last block may have fewer. All
 * numbers are little endian.
 *
 * <pre>
 * blocks, one after the other; in each:
 *   8 bytes      offset of its first row in the file
 *   4 x 8 bytes  the smallest value of each of the four columns below
 *   4 x 1 byte   the width of each column: bytes a value, 0 to 8
 *   4 columns    for each row the value minus the smallest one, in so many bytes:
 *                  its offset after the block's first row
 *                  the offset of the omitted part in the row
 *                  the length of the omitted part
 *                  the length of the line break
 * directory      4 bytes a block: where it begins in these bytes
 * 8 bytes        the offset after the last row and its line break, in the file
 * 4 bytes        number of rows
 * </pre>
 *
 * <p>Immutable.
 */
final class RowLocations implements RecordExtents {
  /** The maximum size, in bytes; larger values would not fit into a row of the database. */
  static final int MAXIMUM_BYTES = 1 << 29;

  private static final int BLOCK_SHIFT = 7;
  private static final int BLOCK_ROWS = 1 << BLOCK_SHIFT;
  private static final int COLUMNS = 4;
  private static final int START = 0;
  private static final int CUT_START = 1;
  private static final int CUT_LENGTH = 2;
  private static final int LINE_BREAK = 3;
  private static final int SMALLEST_OFFSET = 8;
  private static final int WIDTHS_OFFSET = SMALLEST_OFFSET + 8 * COLUMNS;
  private static final int BLOCK_HEADER_BYTES = WIDTHS_OFFSET + COLUMNS;
  private static final int TRAILER_BYTES = 12;
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] bytes;
  private final int size;
  private final int directory;

  /**
   * @param bytes the result of {@link Builder#build}; must not be modified
   */
  RowLocations(byte[] bytes) {
    this.bytes = bytes;
    this.size = (int) INT.get(bytes, bytes.length - 4);
    this.directory = bytes.length - TRAILER_BYTES - 4 * blocks(size);
  }

  /** Number of rows. */
  int size() {
    return size;
  }

  /** Offset of the row in the file. */
  @Override
  public long start(int row) {
    int block = block(row);
    return (long) LONG.get(bytes, block) + value(block, START, row);
  }

  /** Offset after the row and its line break, in the file. */
  @Override
  public long end(int row) {
    return row + 1 < size ? start(row + 1) : (long) LONG.get(bytes, bytes.length - TRAILER_BYTES);
  }

  /** Returns the size of the row in bytes, without its line break and without the omitted part. */
  int length(int row) {
    int block = block(row);
    long whole = end(row) - (long) LONG.get(bytes, block) - value(block, START, row);
    return (int) (whole - value(block, CUT_LENGTH, row) - value(block, LINE_BREAK, row));
  }

  /** Returns the offset of the omitted part in the row. */
  int cutStart(int row) {
    return (int) value(block(row), CUT_START, row);
  }

  /** Returns the length of the omitted part, in bytes. */
  int cutLength(int row) {
    return (int) value(block(row), CUT_LENGTH, row);
  }

  private int block(int row) {
    return (int) INT.get(bytes, directory + 4 * (checkIndex(row, size) >>> BLOCK_SHIFT));
  }

  private long value(int block, int column, int row) {
    int first = row & -BLOCK_ROWS;
    int rows = Math.min(BLOCK_ROWS, size - first);
    int widths = (int) INT.get(bytes, block + WIDTHS_OFFSET);
    int offset = block + BLOCK_HEADER_BYTES;
    for (int i = 0; i < column; i++) {
      offset += rows * (widths & 0xFF);
      widths >>>= 8;
    }
    int width = widths & 0xFF;
    long smallest = (long) LONG.get(bytes, block + SMALLEST_OFFSET + 8 * column);
    if (width == 0) {
      return smallest;
    }
    // the trailer follows every column, so eight bytes can always be read
    long raw = (long) LONG.get(bytes, offset + (row - first) * width);
    return smallest + (raw & (-1L >>> (Long.SIZE - 8 * width)));
  }

  private static int blocks(int rows) {
    return (rows + BLOCK_ROWS - 1) >>> BLOCK_SHIFT;
  }

  /** Collects the locations, row by row. */
  static final class Builder {
    private final long[][] columns = new long[COLUMNS][BLOCK_ROWS];
    private byte[] bytes = new byte[1 << 10];
    private int position;
    private int[] blockPositions = new int[16];
    private int size;
    private long blockStart;
    private long end;

    /** Number of rows so far. */
    int size() {
      return size;
    }

    /**
     * Adds the next row, which starts at the end of the previous one.
     *
     * @param start offset in the file
     * @param newEnd offset after its line break
     * @param lineBreak bytes of the line break: 0, 1 or 2
     * @param cutStart offset of the omitted part in the row
     * @param cutLength length of the omitted part
     * @throws InvalidFileException when there are too many rows
     */
    void add(long start, long newEnd, int lineBreak, int cutStart, int cutLength)
        throws InvalidFileException {
      int inBlock = size & (BLOCK_ROWS - 1);
      if (inBlock == 0) {
        blockStart = start;
      }
      columns[START][inBlock] = start - blockStart;
      columns[CUT_START][inBlock] = cutStart;
      columns[CUT_LENGTH][inBlock] = cutLength;
      columns[LINE_BREAK][inBlock] = lineBreak;
      end = newEnd;
      size++;
      if (inBlock == BLOCK_ROWS - 1) {
        writeBlock(BLOCK_ROWS);
      }
    }

    /** Returns the added rows; the builder must not be used afterwards. */
    byte[] build() throws InvalidFileException {
      int rows = size & (BLOCK_ROWS - 1);
      if (rows > 0) {
        writeBlock(rows);
      }
      int blocks = blocks(size);
      byte[] result = Arrays.copyOf(bytes, position + 4 * blocks + TRAILER_BYTES);
      for (int i = 0; i < blocks; i++) {
        INT.set(result, position + 4 * i, blockPositions[i]);
      }
      LONG.set(result, result.length - TRAILER_BYTES, end);
      INT.set(result, result.length - 4, size);
      return result;
    }

    private void writeBlock(int rows) throws InvalidFileException {
      reserve(BLOCK_HEADER_BYTES + rows * COLUMNS * Long.BYTES);
      int block = (size - 1) >>> BLOCK_SHIFT;
      if (block == blockPositions.length) {
        blockPositions = Arrays.copyOf(blockPositions, 2 * block);
      }
      blockPositions[block] = position;
      LONG.set(bytes, position, blockStart);
      int offset = position + BLOCK_HEADER_BYTES;
      for (int column = 0; column < COLUMNS; column++) {
        long smallest = Long.MAX_VALUE;
        long largest = Long.MIN_VALUE;
        for (int i = 0; i < rows; i++) {
          smallest = Math.min(smallest, columns[column][i]);
          largest = Math.max(largest, columns[column][i]);
        }
        int width = (Long.SIZE - Long.numberOfLeadingZeros(largest - smallest) + 7) / 8;
        LONG.set(bytes, position + SMALLEST_OFFSET + 8 * column, smallest);
        bytes[position + WIDTHS_OFFSET + column] = (byte) width;
        for (int i = 0; i < rows; i++) {
          // writes eight bytes each time; the next value overwrites the excess bytes
          LONG.set(bytes, offset, columns[column][i] - smallest);
          offset += width;
        }
      }
      position = offset;
    }

    private void reserve(int needed) throws InvalidFileException {
      int wanted = position + needed;
      if (wanted + 4 * (size >>> BLOCK_SHIFT) > MAXIMUM_BYTES) {
        throw new InvalidFileException(
            String.format(Locale.ROOT, "it has too many rows, more than %d; split it", size));
      }
      if (wanted > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(wanted, 2 * bytes.length));
      }
    }
  }
}
