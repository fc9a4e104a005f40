package org.modyn.common.trainingset;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.file.MappedMemory;

/** Writes the file of one partition through a buffer of at most 768 KiB. */
public final class TrainingSetWriter {
  private TrainingSetWriter() {}

  /**
   * Writes and syncs the file, replacing an existing one.
   *
   * @param keys the keys in training order; elements from {@code samples} on are ignored
   * @param weights the weights of the same samples
   */
  public static void write(
      Path path, PartitionId partition, long[] keys, float[] weights, int samples) {
    TrainingSetFormat format = TrainingSetFormat.of(keys, weights, samples);
    DurableFiles.writeAtomically(
        path,
        channel -> {
          try (Arena arena = Arena.ofConfined()) {
            MemorySegment header = format.encodeHeader(arena, partition);
            DurableFiles.writeFully(channel, header.asByteBuffer(), 0);
            writeColumns(channel, arena, format, keys, weights);
          }
        });
  }

  private static void writeColumns(
      FileChannel channel, Arena arena, TrainingSetFormat format, long[] keys, float[] weights)
      throws IOException {
    int batch = Math.min(format.samples(), TrainingSetFormat.SAMPLES_A_CHECKSUM);
    MemorySegment keyBytes = arena.allocate(format.keys().size(batch));
    MemorySegment weightBytes = arena.allocate((long) format.weightWidth() * batch);
    MemorySegment checksums = arena.allocate((long) Integer.BYTES * format.checksums());
    CRC32C checksum = new CRC32C();
    for (int index = 0; index < format.checksums(); index++) {
      int start = index * TrainingSetFormat.SAMPLES_A_CHECKSUM;
      int size = Math.min(batch, format.samples() - start);
      format.keys().encode(keys, start, size, keyBytes, 0);
      MemorySegment keysToWrite = keyBytes.asSlice(0, format.keys().size(size));
      MemorySegment weightsToWrite = weightBytes.asSlice(0, (long) format.weightWidth() * size);
      if (format.weightWidth() > 0) {
        MemorySegment.copy(weights, start, weightBytes, TrainingSetFormat.FLOAT, 0, size);
      }
      checksum.reset();
      MappedMemory.update(checksum, keysToWrite, 0, keysToWrite.byteSize());
      MappedMemory.update(checksum, weightsToWrite, 0, weightsToWrite.byteSize());
      checksums.setAtIndex(TrainingSetFormat.INT, index, (int) checksum.getValue());
      DurableFiles.writeFully(channel, keysToWrite.asByteBuffer(), format.keyOffset(start));
      DurableFiles.writeFully(channel, weightsToWrite.asByteBuffer(), format.weightOffset(start));
    }
    DurableFiles.writeFully(channel, checksums.asByteBuffer(), format.checksumOffset(0));
  }
}
