package org.modyn.selector.trainingset;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.modyn.common.file.DurableFiles;
import org.modyn.selector.file.Checksums;

/** Writes the file of one partition through a buffer of 768 KiB, whatever its size. */
final class TrainingSetWriter {
  private TrainingSetWriter() {}

  /**
   * Writes and syncs the file; it replaces one that is there.
   *
   * @param keys in training order; the first {@code samples} count
   * @param weights of the same samples
   */
  static void write(Path path, PartitionId partition, long[] keys, float[] weights, int samples) {
    DurableFiles.writeAtomically(
        path,
        channel -> {
          try (Arena arena = Arena.ofConfined()) {
            MemorySegment header = TrainingSetFormat.encodeHeader(arena, partition, samples);
            DurableFiles.writeFully(channel, header.asByteBuffer(), 0);
            writeColumns(channel, arena, keys, weights, samples);
          }
        });
  }

  private static void writeColumns(
      FileChannel channel, Arena arena, long[] keys, float[] weights, int samples)
      throws IOException {
    int batch = Math.min(samples, TrainingSetFormat.SAMPLES_A_CHECKSUM);
    MemorySegment keyBytes = arena.allocate((long) Long.BYTES * batch);
    MemorySegment weightBytes = arena.allocate((long) Float.BYTES * batch);
    MemorySegment checksums =
        arena.allocate((long) Integer.BYTES * TrainingSetFormat.checksums(samples));
    CRC32C checksum = new CRC32C();
    for (int index = 0; index < TrainingSetFormat.checksums(samples); index++) {
      int start = index * TrainingSetFormat.SAMPLES_A_CHECKSUM;
      int size = Math.min(batch, samples - start);
      MemorySegment.copy(keys, start, keyBytes, TrainingSetFormat.LONG, 0, size);
      MemorySegment.copy(weights, start, weightBytes, TrainingSetFormat.FLOAT, 0, size);
      MemorySegment keysToWrite = keyBytes.asSlice(0, (long) Long.BYTES * size);
      MemorySegment weightsToWrite = weightBytes.asSlice(0, (long) Float.BYTES * size);
      checksum.reset();
      Checksums.update(checksum, keysToWrite, 0, keysToWrite.byteSize());
      Checksums.update(checksum, weightsToWrite, 0, weightsToWrite.byteSize());
      checksums.setAtIndex(TrainingSetFormat.INT, index, (int) checksum.getValue());
      DurableFiles.writeFully(
          channel,
          keysToWrite.asByteBuffer(),
          TrainingSetFormat.keysOffset() + (long) Long.BYTES * start);
      DurableFiles.writeFully(
          channel,
          weightsToWrite.asByteBuffer(),
          TrainingSetFormat.weightsOffset(samples) + (long) Float.BYTES * start);
    }
    DurableFiles.writeFully(
        channel, checksums.asByteBuffer(), TrainingSetFormat.checksumsOffset(samples));
  }
}
