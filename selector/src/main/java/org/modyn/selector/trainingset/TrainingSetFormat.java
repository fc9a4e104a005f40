package org.modyn.selector.trainingset;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.modyn.selector.file.Checksums;

/**
 * The file of one partition of a trigger training set: a header, the keys, the weights, and a
 * checksum for every 65,536 samples, so that a worker verifies what it reads and no more. All
 * numbers are little endian; checksums are CRC-32C; n is the number of samples.
 *
 * <pre>
 *    0   8  "MODYNTRS"
 *    8   4  format version, 1
 *   12   4  pipeline id
 *   16   4  trigger id
 *   20   4  partition id
 *   24   8  n
 *   32  28  zero
 *   60   4  checksum of bytes 0 to 59
 *   64  8n  keys, 64-bit integers, in training order
 *       4n  weights, 32-bit floats
 *       4c  checksums, c = n / 65,536 rounded up: the i-th is of the keys and then
 *           the weights of the samples from 65,536 i to the next one's start
 * </pre>
 */
final class TrainingSetFormat {
  static final int HEADER_SIZE = 64;
  static final int SAMPLES_A_CHECKSUM = 1 << 16;
  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** The eight characters read as a little-endian number. */
  private static final long MAGIC = 0x5352544e59444f4dL;

  private static final int VERSION = 1;
  private static final int CHECKSUM_OFFSET = 60;

  private TrainingSetFormat() {}

  static long keysOffset() {
    return HEADER_SIZE;
  }

  static long weightsOffset(int samples) {
    return HEADER_SIZE + (long) Long.BYTES * samples;
  }

  static long checksumsOffset(int samples) {
    return weightsOffset(samples) + (long) Float.BYTES * samples;
  }

  static int checksums(int samples) {
    return Math.ceilDiv(samples, SAMPLES_A_CHECKSUM);
  }

  static long fileSize(int samples) {
    return checksumsOffset(samples) + (long) Integer.BYTES * checksums(samples);
  }

  static MemorySegment encodeHeader(Arena arena, PartitionId partition, int samples) {
    MemorySegment header = arena.allocate(HEADER_SIZE);
    header.set(LONG, 0, MAGIC);
    header.set(INT, 8, VERSION);
    header.set(INT, 12, partition.pipelineId());
    header.set(INT, 16, partition.triggerId());
    header.set(INT, 20, partition.partitionId());
    header.set(LONG, 24, samples);
    header.set(INT, CHECKSUM_OFFSET, Checksums.crc32c(header, 0, CHECKSUM_OFFSET));
    return header;
  }

  /** Returns whether a file starts with the header of this partition and has its length. */
  static boolean isFileOf(MemorySegment file, PartitionId partition, int samples) {
    return file.byteSize() == fileSize(samples)
        && file.get(LONG, 0) == MAGIC
        && file.get(INT, 8) == VERSION
        && file.get(INT, 12) == partition.pipelineId()
        && file.get(INT, 16) == partition.triggerId()
        && file.get(INT, 20) == partition.partitionId()
        && file.get(LONG, 24) == samples
        && file.get(INT, CHECKSUM_OFFSET) == Checksums.crc32c(file, 0, CHECKSUM_OFFSET);
  }
}
