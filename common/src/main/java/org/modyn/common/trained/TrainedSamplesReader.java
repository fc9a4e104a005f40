package org.modyn.common.trained;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.MappedFiles;
import org.modyn.common.file.MappedMemory;

/**
 * Reads a file of trained samples from a memory map, block by block in the order of the training,
 * and verifies the checksum of each block that it returns. May be used by any thread, one at a
 * time.
 */
public final class TrainedSamplesReader implements AutoCloseable {
  private final Path path;
  private final Arena arena;
  private final MemorySegment file;
  private long offset = TrainedSamplesFormat.HEADER_SIZE;
  private long samples;

  private TrainedSamplesReader(Path path, Arena arena, MemorySegment file) {
    this.path = requireNonNull(path, "path is null");
    this.arena = requireNonNull(arena, "arena is null");
    this.file = requireNonNull(file, "file is null");
  }

  /**
   * Opens the file of a training.
   *
   * @throws ModynException DATA_LOSS, naming the file, when it is missing or is not a file of that
   *     training
   */
  public static TrainedSamplesReader open(Path path, int pipelineId, int triggerId) {
    String content =
        "the trained samples of trigger %s of pipeline %s".formatted(triggerId, pipelineId);
    Arena arena = Arena.ofShared();
    try {
      MemorySegment file = MappedFiles.map(path, arena, content);
      boolean isHeader =
          MappedMemory.reading(
              path, () -> TrainedSamplesFormat.isHeader(file, pipelineId, triggerId));
      if (!isHeader) {
        throw ModynException.dataLoss("%s: not a file of %s, or damaged", path, content);
      }
      return new TrainedSamplesReader(path, arena, file);
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  /**
   * Reads the next block.
   *
   * @return false, without a change of {@code target}, at the end of the file
   * @throws ModynException DATA_LOSS, naming the file, when the block is damaged or the file was
   *     cut
   */
  public boolean next(TrainedSamples target) {
    if (offset == file.byteSize()) {
      return false;
    }
    MappedMemory.reading(
        path,
        () -> {
          MemorySegment rest = file.asSlice(offset);
          TrainedSamplesFormat block = TrainedSamplesFormat.decode(rest);
          if (block == null) {
            throw ModynException.dataLoss(
                "%s: the block at byte %s, after %s samples, does not match its checksum",
                path, offset, samples);
          }
          block.read(rest, target);
          offset += block.blockSize();
          samples += block.samples();
        });
    return true;
  }

  /** The number of samples that have been read. */
  public long samples() {
    return samples;
  }

  /** The number of bytes up to the end of the last block that has been read. */
  long offset() {
    return offset;
  }

  @Override
  public void close() {
    arena.close();
  }
}
