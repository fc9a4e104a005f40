package org.modyn.selector.position;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.modyn.common.file.Checksums;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;

/**
 * The file format of a set of positions: a header, one chunk for each range of 4,194,304 positions
 * that contains any, in ascending order, and an end marker. All numbers are little endian;
 * checksums are CRC-32C.
 *
 * <pre>
 * header, 64 bytes
 *    0   8  "MODYNSTA"
 *    8   4  format version, 2
 *   12   4  pipeline id
 *   16   4  trigger id
 *   20  40  zero
 *   60   4  checksum of bytes 0 to 59
 *
 * chunk, 20 + n bytes; chunks are contiguous
 *    0   4  i: the chunk covers the positions from 4,194,304 i to 4,194,304 (i + 1) - 1
 *    4   4  the number of positions in it, at least 1
 *    8   4  n
 *   12   4  checksum of the bitmap
 *   16   4  checksum of bytes 0 to 15
 *   20   n  the lower 22 bits of the positions, a bitmap in the portable format of the
 *           Roaring specification
 *
 * end marker, 20 bytes: a chunk header with i = 2,147,483,647 and zeros up to the checksum
 * </pre>
 */
final class PositionSetFormat {
  static final int HEADER_SIZE = 64;
  static final int CHUNK_HEADER_SIZE = 20;

  /** The index in the end marker. */
  static final int END = Integer.MAX_VALUE;

  private static final int POSITION_BITS = 22;
  private static final int HEADER_CHECKSUM_OFFSET = 60;
  private static final int CHUNK_CHECKSUM_OFFSET = 16;
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** The magic bytes, read as a little-endian number. */
  private static final long MAGIC = 0x4154534e59444f4dL;

  private static final int VERSION = 2;

  private PositionSetFormat() {}

  /**
   * The offset and the decoded header of a chunk.
   *
   * @param index the index of its range of positions
   * @param count the number of positions
   * @param offset the offset of its header in the file
   * @param length the length of its bitmap, in bytes
   * @param checksum the checksum of its bitmap
   */
  record Chunk(int index, int count, long offset, int length, int checksum) {
    long bitmapOffset() {
      return offset + CHUNK_HEADER_SIZE;
    }

    long end() {
      return bitmapOffset() + length;
    }

    /**
     * Copies the bitmap, half a megabyte at most.
     *
     * @return empty when it does not match its checksum
     */
    Optional<ImmutableRoaringBitmap> bitmap(MemorySegment file) {
      byte[] copy = new byte[length];
      MemorySegment.copy(file, ValueLayout.JAVA_BYTE, bitmapOffset(), copy, 0, length);
      return Checksums.crc32c(MemorySegment.ofArray(copy), 0, length) == checksum
          ? Optional.of(new ImmutableRoaringBitmap(ByteBuffer.wrap(copy)))
          : Optional.empty();
    }
  }

  /** Returns the index of the chunk that covers a position. */
  static int chunk(long position) {
    return Math.toIntExact(position >>> POSITION_BITS);
  }

  /** Returns the bits of a position that its chunk stores. */
  static int low(long position) {
    return (int) position & ((1 << POSITION_BITS) - 1);
  }

  static void encodeHeader(MemorySegment target, int pipelineId, int triggerId) {
    target.fill((byte) 0);
    target.set(LONG, 0, MAGIC);
    target.set(INT, 8, VERSION);
    target.set(INT, 12, pipelineId);
    target.set(INT, 16, triggerId);
    target.set(INT, HEADER_CHECKSUM_OFFSET, Checksums.crc32c(target, 0, HEADER_CHECKSUM_OFFSET));
  }

  private static boolean isHeader(MemorySegment file, int pipelineId, int triggerId) {
    return file.byteSize() >= HEADER_SIZE
        && file.get(LONG, 0) == MAGIC
        && file.get(INT, 8) == VERSION
        && file.get(INT, 12) == pipelineId
        && file.get(INT, 16) == triggerId
        && file.get(INT, HEADER_CHECKSUM_OFFSET)
            == Checksums.crc32c(file, 0, HEADER_CHECKSUM_OFFSET);
  }

  /** Writes the header of a chunk whose bitmap has already been written behind it. */
  static void encodeChunkHeader(MemorySegment chunk, int index, int count, int length) {
    chunk.set(INT, 0, index);
    chunk.set(INT, 4, count);
    chunk.set(INT, 8, length);
    chunk.set(INT, 12, Checksums.crc32c(chunk, CHUNK_HEADER_SIZE, length));
    chunk.set(INT, CHUNK_CHECKSUM_OFFSET, Checksums.crc32c(chunk, 0, CHUNK_CHECKSUM_OFFSET));
  }

  /** Returns all chunks; empty when the file is incomplete or belongs to another trigger. */
  static Optional<List<Chunk>> decodeChunks(MemorySegment file, int pipelineId, int triggerId) {
    if (!isHeader(file, pipelineId, triggerId)) {
      return Optional.empty();
    }
    List<Chunk> chunks = new ArrayList<>();
    long offset = HEADER_SIZE;
    while (file.byteSize() - offset >= CHUNK_HEADER_SIZE) {
      Chunk chunk =
          new Chunk(
              file.get(INT, offset),
              file.get(INT, offset + 4),
              offset,
              file.get(INT, offset + 8),
              file.get(INT, offset + 12));
      int checksum = file.get(INT, offset + CHUNK_CHECKSUM_OFFSET);
      if (checksum != Checksums.crc32c(file, offset, CHUNK_CHECKSUM_OFFSET)
          || chunk.end() > file.byteSize()) {
        return Optional.empty();
      }
      offset = chunk.end();
      if (chunk.index() == END) {
        return offset == file.byteSize() ? Optional.of(chunks) : Optional.empty();
      }
      chunks.add(chunk);
    }
    return Optional.empty();
  }
}
