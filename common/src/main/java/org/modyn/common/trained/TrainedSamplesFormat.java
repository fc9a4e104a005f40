package org.modyn.common.trained;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.modyn.common.file.Checksums;
import org.modyn.common.file.PackedColumn;

/**
 * The format of a file of trained samples: a header, then blocks to the end of the file. A block
 * has up to 65,536 consecutive samples of one epoch. It ends with the epoch, and at each checkpoint
 * of the training, so that a training that resumes from the checkpoint can continue the file. All
 * numbers are little endian; checksums are CRC-32C. A sample takes about 12 bytes if the training
 * is not weighted.
 *
 * <pre>
 * header
 *    0   8  "MODYNSMP"
 *    8   4  format version, 1
 *   12   4  pipeline id
 *   16   4  trigger id
 *   20   8  zero
 *   28   4  checksum of bytes 0 to 27
 *
 * block of n samples; k is the width of a key, w the width of a weight
 *    0   4  n: 1 to 65,536
 *    4   4  epoch, from 0
 *    8   8  base of the keys
 *   16   4  k: 0, 1, 2, 4 or 8
 *   20   4  w: 4, or 0 when all weights are the same
 *   24   4  the weight of every sample when w is 0; else zero
 *   28   4  zero
 *   32  kn  keys in the order of the training: a key is the number plus the base
 *       wn  weights, 32-bit floats
 *       4n  losses, 32-bit floats
 *       4n  gradient norms, 32-bit floats
 *        4  checksum of the block up to here
 * </pre>
 *
 * @param samples n
 * @param keys the encoding of the keys
 * @param weightWidth w
 * @param weight the weight of every sample when w is 0
 */
record TrainedSamplesFormat(
    int samples, int epoch, PackedColumn keys, int weightWidth, float weight) {
  static final int HEADER_SIZE = 32;
  static final int BLOCK_HEADER_SIZE = 32;

  /** The size of the largest block, in bytes. */
  static final long MAXIMUM_BLOCK_SIZE =
      BLOCK_HEADER_SIZE
          + (long) TrainedSamples.CAPACITY * (Long.BYTES + 3 * Float.BYTES)
          + Integer.BYTES;

  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** The magic bytes, read as a little-endian number. */
  private static final long MAGIC = 0x504d534e59444f4dL;

  private static final int VERSION = 1;
  private static final int CHECKSUM_OFFSET = 28;

  /** Returns the smallest format for the samples. */
  static TrainedSamplesFormat of(TrainedSamples samples) {
    float[] weights = samples.weights();
    int size = samples.size();
    boolean same = true;
    for (int index = 1; index < size && same; index++) {
      same = Float.floatToRawIntBits(weights[index]) == Float.floatToRawIntBits(weights[0]);
    }
    return new TrainedSamplesFormat(
        size,
        samples.epoch(),
        PackedColumn.of(samples.keys(), size),
        same ? 0 : Float.BYTES,
        same ? weights[0] : 0);
  }

  private long weightOffset() {
    return BLOCK_HEADER_SIZE + keys.size(samples);
  }

  private long lossOffset() {
    return weightOffset() + (long) weightWidth * samples;
  }

  private long gradientNormOffset() {
    return lossOffset() + (long) Float.BYTES * samples;
  }

  private long checksumOffset() {
    return gradientNormOffset() + (long) Float.BYTES * samples;
  }

  /** The size of the block in bytes. */
  long blockSize() {
    return checksumOffset() + Integer.BYTES;
  }

  static void encodeHeader(MemorySegment target, int pipelineId, int triggerId) {
    target.asSlice(0, HEADER_SIZE).fill((byte) 0);
    target.set(LONG, 0, MAGIC);
    target.set(INT, 8, VERSION);
    target.set(INT, 12, pipelineId);
    target.set(INT, 16, triggerId);
    target.set(INT, CHECKSUM_OFFSET, Checksums.crc32c(target, 0, CHECKSUM_OFFSET));
  }

  /** Returns whether a file begins with the header of a training. */
  static boolean isHeader(MemorySegment file, int pipelineId, int triggerId) {
    return file.byteSize() >= HEADER_SIZE
        && file.get(LONG, 0) == MAGIC
        && file.get(INT, 8) == VERSION
        && file.get(INT, 12) == pipelineId
        && file.get(INT, 16) == triggerId
        && file.get(INT, CHECKSUM_OFFSET) == Checksums.crc32c(file, 0, CHECKSUM_OFFSET);
  }

  /** Writes the block that this format was made for. */
  void encode(TrainedSamples columns, MemorySegment target) {
    target.set(INT, 0, samples);
    target.set(INT, 4, epoch);
    target.set(LONG, 8, keys.base());
    target.set(INT, 16, keys.width());
    target.set(INT, 20, weightWidth);
    target.set(FLOAT, 24, weight);
    target.set(INT, 28, 0);
    keys.encode(columns.keys(), 0, samples, target, BLOCK_HEADER_SIZE);
    if (weightWidth > 0) {
      MemorySegment.copy(columns.weights(), 0, target, FLOAT, weightOffset(), samples);
    }
    MemorySegment.copy(columns.losses(), 0, target, FLOAT, lossOffset(), samples);
    MemorySegment.copy(columns.gradientNorms(), 0, target, FLOAT, gradientNormOffset(), samples);
    target.set(INT, checksumOffset(), Checksums.crc32c(target, 0, checksumOffset()));
  }

  /**
   * Returns the format of the block at the beginning of a segment; null if there is no undamaged
   * block.
   */
  static TrainedSamplesFormat decode(MemorySegment source) {
    if (source.byteSize() < BLOCK_HEADER_SIZE) {
      return null;
    }
    TrainedSamplesFormat format =
        new TrainedSamplesFormat(
            source.get(INT, 0),
            source.get(INT, 4),
            new PackedColumn(source.get(LONG, 8), source.get(INT, 16)),
            source.get(INT, 20),
            source.get(FLOAT, 24));
    boolean isBlock =
        format.samples >= 1
            && format.samples <= TrainedSamples.CAPACITY
            && format.epoch >= 0
            && format.keys.isValid()
            && (format.weightWidth == 0 || format.weightWidth == Float.BYTES)
            && format.blockSize() <= source.byteSize()
            && source.get(INT, format.checksumOffset())
                == Checksums.crc32c(source, 0, format.checksumOffset());
    return isBlock ? format : null;
  }

  /** Reads the columns of a block with this format. */
  void read(MemorySegment source, TrainedSamples target) {
    target.set(epoch, samples);
    keys.decode(source, BLOCK_HEADER_SIZE, target.keys(), 0, samples);
    if (weightWidth == 0) {
      Arrays.fill(target.weights(), 0, samples, weight);
    } else {
      MemorySegment.copy(source, FLOAT, weightOffset(), target.weights(), 0, samples);
    }
    MemorySegment.copy(source, FLOAT, lossOffset(), target.losses(), 0, samples);
    MemorySegment.copy(source, FLOAT, gradientNormOffset(), target.gradientNorms(), 0, samples);
  }
}
