package org.modyn.common.trainingset;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.MappedFiles;
import org.modyn.common.file.MappedMemory;

/**
 * Reads one worker's share of a partition from a memory-mapped file in order, and verifies the
 * checksums of everything it returns. May be used by any thread, one at a time.
 */
public final class TrainingSetReader implements AutoCloseable {
  private final Path path;
  private final TrainingSetFormat format;
  private final Arena arena;
  private final MemorySegment file;
  private final int end;
  private int next;
  private int verifiedEnd;

  private TrainingSetReader(
      Path path, TrainingSetFormat format, Arena arena, MemorySegment file, WorkerShare share) {
    this.path = path;
    this.format = format;
    this.arena = arena;
    this.file = file;
    this.next = share.start();
    this.end = share.start() + share.size();
    this.verifiedEnd = share.start();
  }

  /**
   * Opens one worker's share of a partition.
   *
   * @param samples the number of samples in the whole partition
   * @throws ModynException DATA_LOSS, naming the file, when it is missing or damaged
   */
  public static TrainingSetReader open(
      Path path, PartitionId partition, int samples, WorkerShare share) {
    Arena arena = Arena.ofShared();
    try {
      MemorySegment file = MappedFiles.map(path, arena, partition.toString());
      TrainingSetFormat format =
          MappedMemory.reading(path, () -> TrainingSetFormat.decode(file, partition, samples));
      if (format == null) {
        throw ModynException.dataLoss(
            "%s: not a file of %s with %s samples: the header or the length does not match",
            path, partition, samples);
      }
      return new TrainingSetReader(path, format, arena, file, share);
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  /** Returns the number of samples of the share that have not been read yet. */
  public int remaining() {
    return end - next;
  }

  /**
   * Copies the next samples to the beginning of the arrays, in training order.
   *
   * @param count at most {@link #remaining()}
   * @throws ModynException DATA_LOSS, naming the file, when a checksum does not match or the file
   *     was cut
   */
  public void read(int count, long[] keys, float[] weights) {
    if (count > remaining()) {
      throw ModynException.internal("%s: cannot read %s of %s samples", path, count, remaining());
    }
    next =
        MappedMemory.reading(
            path,
            () -> {
              verifyTo(next + count);
              copy(count, keys, weights);
              return next + count;
            });
  }

  private void copy(int count, long[] keys, float[] weights) {
    format.keys().decode(file, format.keyOffset(next), keys, 0, count);
    if (format.weightWidth() == 0) {
      Arrays.fill(weights, 0, count, format.weight());
    } else {
      MemorySegment.copy(
          file, TrainingSetFormat.FLOAT, format.weightOffset(next), weights, 0, count);
    }
  }

  private void verifyTo(int stop) {
    while (verifiedEnd < stop) {
      int index = verifiedEnd / TrainingSetFormat.SAMPLES_A_CHECKSUM;
      int start = index * TrainingSetFormat.SAMPLES_A_CHECKSUM;
      int size = Math.min(TrainingSetFormat.SAMPLES_A_CHECKSUM, format.samples() - start);
      CRC32C checksum = new CRC32C();
      MappedMemory.update(checksum, file, format.keyOffset(start), format.keys().size(size));
      MappedMemory.update(
          checksum, file, format.weightOffset(start), (long) format.weightWidth() * size);
      int expected = file.get(TrainingSetFormat.INT, format.checksumOffset(index));
      if ((int) checksum.getValue() != expected) {
        throw ModynException.dataLoss(
            "%s: the samples %s to %s do not match their checksum", path, start, start + size - 1);
      }
      verifiedEnd = start + size;
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
