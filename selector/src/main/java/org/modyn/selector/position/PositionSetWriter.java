package org.modyn.selector.position;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import org.modyn.selector.position.PositionSetFormat.Chunk;
import org.roaringbitmap.RoaringBitmapWriter;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

/**
 * Writes the file of a set of positions that come in ascending order. Holds one chunk, at most 1.2
 * MB; for one thread.
 */
public final class PositionSetWriter implements AutoCloseable {
  private final Path path;
  private final PositionSet base;
  private final FileChannel channel;
  private final RoaringBitmapWriter<MutableRoaringBitmap> added =
      RoaringBitmapWriter.bufferWriter().constantMemory().get();
  private long length;
  private int chunk;
  private int nextOfBase;
  private long smallestNext;

  private PositionSetWriter(Path path, PositionSet base, FileChannel channel) {
    this.path = requireNonNull(path, "path is null");
    this.base = requireNonNull(base, "base is null");
    this.channel = requireNonNull(channel, "channel is null");
  }

  /**
   * Begins a file; it replaces one that is there.
   *
   * @param base its positions are in the new set, too; it stays open
   */
  static PositionSetWriter create(Path path, int pipelineId, int triggerId, PositionSet base) {
    DurableFiles.createDirectories(path.getParent());
    PositionSetWriter writer = new PositionSetWriter(path, base, open(path));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment header = arena.allocate(PositionSetFormat.HEADER_SIZE);
      PositionSetFormat.encodeHeader(header, pipelineId, triggerId);
      writer.write(header);
      return writer;
    } catch (RuntimeException e) {
      writer.close();
      throw e;
    }
  }

  private static FileChannel open(Path path) {
    try {
      return FileChannel.open(
          path,
          StandardOpenOption.CREATE,
          StandardOpenOption.WRITE,
          StandardOpenOption.TRUNCATE_EXISTING);
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(path, e);
    }
  }

  /** Adds a position, which is greater than those before. */
  public void add(long position) {
    if (position < smallestNext) {
      throw new IllegalArgumentException(
          "position %s comes after %s".formatted(position, smallestNext - 1));
    }
    smallestNext = position + 1;
    if (PositionSetFormat.chunk(position) != chunk) {
      moveTo(PositionSetFormat.chunk(position));
    }
    added.add(PositionSetFormat.low(position));
  }

  /**
   * Completes the set; it is on disk when this returns.
   *
   * @throws ModynException INTERNAL, naming the file, when it cannot be written
   */
  void finish() {
    moveTo(PositionSetFormat.END);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment end = arena.allocate(PositionSetFormat.CHUNK_HEADER_SIZE);
      PositionSetFormat.encodeChunkHeader(end, PositionSetFormat.END, 0, 0);
      write(end);
      channel.force(true);
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(path, e);
    }
    DurableFiles.syncDirectory(path.getParent());
  }

  /** Writes the chunk that is under way, and those of the base between it and another one. */
  private void moveTo(int next) {
    MutableRoaringBitmap bitmap = added.get();
    if (hasBaseBefore(chunk + 1)) {
      bitmap.or(base.read(base.chunks().get(nextOfBase++)));
      bitmap.runOptimize();
    }
    write(chunk, bitmap);
    added.reset();
    while (hasBaseBefore(next)) {
      Chunk unchanged = base.chunks().get(nextOfBase++);
      write(unchanged.index(), base.read(unchanged).toMutableRoaringBitmap());
    }
    chunk = next;
  }

  private boolean hasBaseBefore(int index) {
    return nextOfBase < base.chunks().size() && base.chunks().get(nextOfBase).index() < index;
  }

  private void write(int index, MutableRoaringBitmap bitmap) {
    if (bitmap.isEmpty()) {
      return;
    }
    int size = bitmap.serializedSizeInBytes();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate((long) PositionSetFormat.CHUNK_HEADER_SIZE + size);
      bitmap.serialize(bytes.asSlice(PositionSetFormat.CHUNK_HEADER_SIZE).asByteBuffer());
      PositionSetFormat.encodeChunkHeader(bytes, index, bitmap.getCardinality(), size);
      write(bytes);
    }
  }

  private void write(MemorySegment bytes) {
    try {
      DurableFiles.writeFully(channel, bytes.asByteBuffer(), length);
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(path, e);
    }
    length += bytes.byteSize();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(path, e);
    }
  }
}
