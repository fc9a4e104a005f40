package org.modyn.selector.seen;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.modyn.selector.file.Checksums;

/**
 * The segment file: a header, then one block for each batch of samples that arrived together. All
 * numbers are little endian; checksums are CRC-32C.
 *
 * <pre>
 * header, 64 bytes
 *    0   8  "MODYNSEG"
 *    8   4  format version, 1
 *   12   4  pipeline id
 *   16   8  position of the file's first sample
 *   24  36  zero
 *   60   4  checksum of bytes 0 to 59
 *
 * block, 64 + 24 n bytes; the next one follows at once
 *    0   8  "MODYNBLK"
 *    8   4  id of the trigger in whose training set these samples can be first
 *   12   4  zero
 *   16   8  position of the block's first sample
 *   24   8  n, the number of samples
 *   32   4  checksum of the keys
 *   36   4  checksum of the timestamps
 *   40   4  checksum of the labels
 *   44  16  zero
 *   60   4  checksum of bytes 0 to 59 of the block
 *   64  8n  keys
 *       8n  timestamps, seconds since 1970
 *       8n  labels
 * </pre>
 */
final class SegmentFormat {
  static final int HEADER_SIZE = 64;
  static final int BLOCK_HEADER_SIZE = 64;

  /** Blocks start at multiples of this. */
  static final int ALIGNMENT = 8;

  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** The eight characters read as a little-endian number. */
  private static final long SEGMENT_MAGIC = 0x4745534e59444f4dL;

  private static final long BLOCK_MAGIC = 0x4b4c424e59444f4dL;
  private static final int VERSION = 1;
  private static final int CHECKSUM_OFFSET = 60;
  private static final int COLUMN_CHECKSUMS_OFFSET = 32;

  private SegmentFormat() {}

  /** Where a block is and what it holds. */
  record Block(long offset, int triggerId, long position, long count) {
    long end() {
      return offset + BLOCK_HEADER_SIZE + columnSize() * Column.values().length;
    }

    long columnSize() {
      return Long.BYTES * count;
    }

    long endPosition() {
      return position + count;
    }

    long columnOffset(Column column) {
      return offset + BLOCK_HEADER_SIZE + columnSize() * column.place();
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
    Block layout = new Block(0, triggerId, position, samples.size());
    MemorySegment block = arena.allocate(layout.end(), ALIGNMENT);
    block.set(LONG, 0, BLOCK_MAGIC);
    block.set(INT, 8, triggerId);
    block.set(LONG, 16, position);
    block.set(LONG, 24, samples.size());
    for (Column column : Column.values()) {
      long offset = layout.columnOffset(column);
      MemorySegment.copy(samples.column(column), 0, block, LONG, offset, samples.size());
      block.set(INT, checksumOffset(column), Checksums.crc32c(block, offset, layout.columnSize()));
    }
    block.set(INT, CHECKSUM_OFFSET, Checksums.crc32c(block, 0, CHECKSUM_OFFSET));
    return block;
  }

  /** Returns whether an intact block header is at {@code offset}. */
  static boolean isBlockHeader(MemorySegment file, long offset) {
    return file.byteSize() - offset >= BLOCK_HEADER_SIZE
        && file.get(LONG, offset) == BLOCK_MAGIC
        && file.get(INT, offset + CHECKSUM_OFFSET)
            == Checksums.crc32c(file, offset, CHECKSUM_OFFSET);
  }

  static Block decodeBlock(MemorySegment file, long offset) {
    return new Block(
        offset,
        file.get(INT, offset + 8),
        file.get(LONG, offset + 16),
        file.get(LONG, offset + 24));
  }

  /** Returns whether a column of a block has the checksum that the block's header promises. */
  static boolean isIntact(MemorySegment file, Block block, Column column) {
    return file.get(INT, block.offset() + checksumOffset(column))
        == Checksums.crc32c(file, block.columnOffset(column), block.columnSize());
  }

  private static long checksumOffset(Column column) {
    return COLUMN_CHECKSUMS_OFFSET + (long) Integer.BYTES * column.place();
  }
}
