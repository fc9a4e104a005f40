package org.modyn.common.trainingset;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.modyn.common.file.Checksums;
import org.modyn.common.file.PackedColumn;

/**
 * The file format of one partition of a trigger training set or holdout set: a header, the keys,
 * the weights, and a checksum for every 65,536 samples, so that a worker verifies only the blocks
 * that it reads. All numbers are little endian; checksums are CRC-32C; n is the number of samples,
 * k the width of a key, w the width of a weight.
 *
 * <pre>
 *    0   8  "MODYNTRS"
 *    8   4  format version, 2
 *   12   4  pipeline id
 *   16   4  trigger id
 *   20   4  partition id
 *   24   4  n
 *   28   4  k: 0, 1, 2, 4 or 8
 *   32   8  base of the keys
 *   40   4  w: 4, or 0 when all weights are the same
 *   44   4  the weight of every sample when w is 0; else zero
 *   48   4  number of the holdout set, from 1; 0 for the trigger training set
 *   52   8  zero
 *   60   4  checksum of bytes 0 to 59
 *   64  kn  keys in training order: a key is the number plus the base
 *       wn  weights, 32-bit floats
 *       4c  checksums, c = n / 65,536 rounded up: checksum i covers the keys and then the
 *           weights of samples 65,536 i to 65,536 (i + 1) - 1
 * </pre>
 *
 * @param samples n
 * @param keys the encoding of the keys
 * @param weightWidth w
 * @param weight the weight of every sample when w is 0
 */
record TrainingSetFormat(int samples, PackedColumn keys, int weightWidth, float weight) {
  static final int HEADER_SIZE = 64;
  static final int SAMPLES_A_CHECKSUM = 1 << 16;
  static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** The magic bytes, read as a little-endian number. */
  private static final long MAGIC = 0x5352544e59444f4dL;

  private static final int VERSION = 2;
  private static final int CHECKSUM_OFFSET = 60;

  /** Returns the smallest format for the first {@code samples} keys and weights. */
  static TrainingSetFormat of(long[] keys, float[] weights, int samples) {
    boolean same = true;
    for (int index = 1; index < samples && same; index++) {
      same = Float.floatToRawIntBits(weights[index]) == Float.floatToRawIntBits(weights[0]);
    }
    float weight = same && samples > 0 ? weights[0] : 0;
    return new TrainingSetFormat(
        samples, PackedColumn.of(keys, samples), same ? 0 : Float.BYTES, weight);
  }

  long keyOffset(int sample) {
    return HEADER_SIZE + keys.size(sample);
  }

  long weightOffset(int sample) {
    return keyOffset(samples) + (long) weightWidth * sample;
  }

  long checksumOffset(int index) {
    return weightOffset(samples) + (long) Integer.BYTES * index;
  }

  int checksums() {
    return Math.ceilDiv(samples, SAMPLES_A_CHECKSUM);
  }

  long fileSize() {
    return checksumOffset(checksums());
  }

  MemorySegment encodeHeader(Arena arena, PartitionId partition) {
    MemorySegment header = arena.allocate(HEADER_SIZE);
    header.set(LONG, 0, MAGIC);
    header.set(INT, 8, VERSION);
    header.set(INT, 12, partition.pipelineId());
    header.set(INT, 16, partition.triggerId());
    header.set(INT, 20, partition.partitionId());
    header.set(INT, 24, samples);
    header.set(INT, 28, keys.width());
    header.set(LONG, 32, keys.base());
    header.set(INT, 40, weightWidth);
    header.set(FLOAT, 44, weight);
    header.set(INT, 48, partition.holdout());
    header.set(INT, CHECKSUM_OFFSET, Checksums.crc32c(header, 0, CHECKSUM_OFFSET));
    return header;
  }

  /**
   * Returns the format that a file's header describes; null if it is not a file of the partition.
   */
  static TrainingSetFormat decode(MemorySegment file, PartitionId partition, int samples) {
    boolean isHeader =
        file.byteSize() >= HEADER_SIZE
            && file.get(LONG, 0) == MAGIC
            && file.get(INT, 8) == VERSION
            && file.get(INT, 12) == partition.pipelineId()
            && file.get(INT, 16) == partition.triggerId()
            && file.get(INT, 20) == partition.partitionId()
            && file.get(INT, 24) == samples
            && file.get(INT, 48) == partition.holdout()
            && file.get(INT, CHECKSUM_OFFSET) == Checksums.crc32c(file, 0, CHECKSUM_OFFSET);
    if (!isHeader) {
      return null;
    }
    TrainingSetFormat format =
        new TrainingSetFormat(
            samples,
            new PackedColumn(file.get(LONG, 32), file.get(INT, 28)),
            file.get(INT, 40),
            file.get(FLOAT, 44));
    return file.byteSize() == format.fileSize() ? format : null;
  }
}
