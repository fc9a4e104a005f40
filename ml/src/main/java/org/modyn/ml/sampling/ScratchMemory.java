package org.modyn.ml.sampling;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;

/**
 * Memory for the columns of a selection, freed when this is closed. A column of up to {@value
 * #MAXIMUM_NATIVE_BYTES} bytes is native memory, a larger one that of a mapped temporary file, so
 * that the columns of a large training set need not fit into memory.
 */
final class ScratchMemory implements AutoCloseable {
  private static final long MAXIMUM_NATIVE_BYTES = 64 << 20;
  private static final int ALIGNMENT = 64;
  private static final int BLOCK_BYTES = 1 << 20;

  private final Path directory;
  private final long maximumNativeBytes;
  private final Arena arena = Arena.ofShared();

  /**
   * @param directory of temporary files; exists
   */
  ScratchMemory(Path directory) {
    this(directory, MAXIMUM_NATIVE_BYTES);
  }

  ScratchMemory(Path directory, long maximumNativeBytes) {
    this.directory = requireNonNull(directory, "directory is null");
    this.maximumNativeBytes = maximumNativeBytes;
  }

  /**
   * Allocates a column, filled with zeros.
   *
   * @throws ModynException RESOURCE_EXHAUSTED when the disk has no room for a file
   */
  MemorySegment allocate(long bytes) {
    return bytes <= maximumNativeBytes ? arena.allocate(bytes, ALIGNMENT) : map(bytes);
  }

  /** The file loses its name at once, so that a server that is killed leaves nothing behind. */
  private MemorySegment map(long bytes) {
    try {
      Path file = Files.createTempFile(directory, "scores-", ".tmp");
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        fill(channel, bytes);
        return channel.map(MapMode.READ_WRITE, 0, bytes, arena);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(directory, e);
    }
  }

  /** Writing to a mapped file for which the disk has no room would fail without a message. */
  private static void fill(FileChannel channel, long bytes) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(bytes, BLOCK_BYTES));
    for (long position = 0; position < bytes; position += zeros.capacity()) {
      zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - position));
      DurableFiles.writeFully(channel, zeros, position);
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
