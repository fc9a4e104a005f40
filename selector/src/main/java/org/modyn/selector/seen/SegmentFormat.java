package org.modyn.selector.seen;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.modyn.common.file.Checksums;
import org.modyn.common.file.PackedColumn;

/**
 * The segment file format: a header, then one block per ingested batch. All numbers are little
 * endian; checksums are CRC-32C.
 *
 * <pre>
 * header, 64 bytes
 *    0   8  "MODYNSEG"
 *    8   4  format version, 2
 *   12   4  pipeline id
 *   16   8  position of the file's first sample
 *   24  36  zero
 *   60   4  checksum of bytes 0 to 59
 *
 * block, 64 bytes followed by its columns; blocks are contiguous
 *    0   4  "MBLK"
 *    4   4  id of the first trigger whose training set can contain the samples
 *    8   4  n, the number of samples, at least 1
 *   12   1  width of a key
 *   13   1  width of a timestamp
 *   14   1  width of a label
 *   15   1  zero
 *   16   8  position of the block's first sample
 *   24   8  base of the keys
 *   32   8  base of the timestamps
 *   40   8  base of the labels
 *   48   4  checksum of the keys
 *   52   4  checksum of the timestamps
 *   56   4  checksum of the labels
 *   60   4  checksum of bytes 0 to 59 of the block
 *   64      keys, then timestamps (seconds since 1970), then labels
 * </pre>
 *
 * A column has n numbers of its width; a value is the number plus the base ({@link PackedColumn}).
 * Columns are padded with zeros to a multiple of 8 bytes; the checksum covers the padding.
 */
final class SegmentFormat {
  static final int HEADER_SIZE = 64;
  static final int BLOCK_HEADER_SIZE = 64;

  /** The alignment of blocks and columns, in bytes. */
  static final int ALIGNMENT = 8;

  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** The magic bytes, read as a little-endian number. */
  private static final long SEGMENT_MAGIC = 0x4745534e59444f4dL;

  private static final int BLOCK_MAGIC = 0x4b4c424d;
  private static final int VERSION = 2;
  private static final int CHECKSUM_OFFSET = 60;
  private static final int WIDTHS_OFFSET = 12;
  private static final int BASES_OFFSET = 24;
  private static final int COLUMN_CHECKSUMS_OFFSET = 48;

  private SegmentFormat() {}

  /** The offset and the decoded header of a block. */
  record Block(
      long offset,
      int triggerId,
      long position,
      int count,
      PackedColumn keys,
      PackedColumn timestamps,
      PackedColumn labels) {
    long end() {
      return columnOffset(Column.LABEL) + columnSize(Column.LABEL);
    }

    long endPosition() {
      return position + count;
    }

    PackedColumn packing(Column column) {
      return switch (column) {
        case KEY -> keys;
        case TIMESTAMP -> timestamps;
        case LABEL -> labels;
      };
    }

    long columnSize(Column column) {
      return Math.ceilDiv(packing(column).size(count), ALIGNMENT) * ALIGNMENT;
    }

    long columnOffset(Column column) {
      long start = offset + BLOCK_HEADER_SIZE;
      return switch (column) {
        case KEY -> start;
        case TIMESTAMP -> start + columnSize(Column.KEY);
        case LABEL -> start + columnSize(Column.KEY) + columnSize(Column.TIMESTAMP);
      };
    }

    /** Copies values, starting at {@code index}. */
    void read(
        MemorySegment file, Column column, long index, long[] target, int offset, int length) {
      PackedColumn packing = packing(column);
      packing.decode(file, columnOffset(column) + packing.size(index), target, offset, length);
    }
  }

  static MemorySegment encodeHeader(Arena arena, int pipelineId, long position) {
    MemorySegment header = arena.allocate(HEADER_SIZE);
    header.set(LONG, 0, SEGMENT_MAGIC);
    header.set(INT, 8, VERSION);
    header.set(INT, 12, pipelineId);
    header.set(LONG, 16, position);
    header.set(INT, CHECKSUM_OFFSET, Checksums.crc32c(header, 0, CHECKSUM_OFFSET));
    return header;
  }

  static boolean isHeader(MemorySegment file, int pipelineId, long position) {
    return file.byteSize() >= HEADER_SIZE
        && file.get(LONG, 0) == SEGMENT_MAGIC
        && file.get(INT, 8) == VERSION
        && file.get(INT, 12) == pipelineId
        && file.get(LONG, 16) == position
        && file.get(INT, CHECKSUM_OFFSET) == Checksums.crc32c(file, 0, CHECKSUM_OFFSET);
  }

  static MemorySegment encodeBlock(Arena arena, int triggerId, long position, SeenSamples samples) {
    Block layout =
        new Block(
            0,
            triggerId,
            position,
            samples.size(),
            PackedColumn.of(samples.column(Column.KEY), samples.size()),
            PackedColumn.of(samples.column(Column.TIMESTAMP), samples.size()),
            PackedColumn.of(samples.column(Column.LABEL), samples.size()));
    MemorySegment block = arena.allocate(layout.end(), ALIGNMENT);
    block.set(INT, 0, BLOCK_MAGIC);
    block.set(INT, 4, triggerId);
    block.set(INT, 8, samples.size());
    block.set(LONG, 16, position);
    for (Column column : Column.values()) {
      PackedColumn packing = layout.packing(column);
      block.set(
          ValueLayout.JAVA_BYTE, WIDTHS_OFFSET + (long) column.index(), (byte) packing.width());
      block.set(LONG, BASES_OFFSET + (long) Long.BYTES * column.index(), packing.base());
      long offset = layout.columnOffset(column);
      packing.encode(samples.column(column), 0, samples.size(), block, offset);
      block.set(
          INT, checksumOffset(column), Checksums.crc32c(block, offset, layout.columnSize(column)));
    }
    block.set(INT, CHECKSUM_OFFSET, Checksums.crc32c(block, 0, CHECKSUM_OFFSET));
    return block;
  }

  /** Returns whether there is an intact block header at {@code offset}. */
  static boolean isBlockHeader(MemorySegment file, long offset) {
    return file.byteSize() - offset >= BLOCK_HEADER_SIZE
        && file.get(INT, offset) == BLOCK_MAGIC
        && file.get(INT, offset + CHECKSUM_OFFSET)
            == Checksums.crc32c(file, offset, CHECKSUM_OFFSET);
  }

  static Block decodeBlock(MemorySegment file, long offset) {
    return new Block(
        offset,
        file.get(INT, offset + 4),
        file.get(LONG, offset + 16),
        file.get(INT, offset + 8),
        decodePacking(file, offset, Column.KEY),
        decodePacking(file, offset, Column.TIMESTAMP),
        decodePacking(file, offset, Column.LABEL));
  }

  private static PackedColumn decodePacking(MemorySegment file, long offset, Column column) {
    return new PackedColumn(
        file.get(LONG, offset + BASES_OFFSET + (long) Long.BYTES * column.index()),
        file.get(ValueLayout.JAVA_BYTE, offset + WIDTHS_OFFSET + column.index()));
  }

  /** Returns whether a column matches the checksum in the block's header. */
  static boolean isIntact(MemorySegment file, Block block, Column column) {
    return file.get(INT, block.offset() + checksumOffset(column))
        == Checksums.crc32c(file, block.columnOffset(column), block.columnSize(column));
  }

  private static long checksumOffset(Column column) {
    return COLUMN_CHECKSUMS_OFFSET + (long) Integer.BYTES * column.index();
  }
}
