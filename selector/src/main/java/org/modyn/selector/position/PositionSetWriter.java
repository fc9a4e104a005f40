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
 * Writes a set of positions, added in ascending order, to a file. Holds one chunk, at most 1.2 MB.
 * Not thread safe.
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
   * Creates the file, replacing an existing one.
   *
   * @param base a set whose positions are included; it must stay open
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

  /** Adds a position, which must be greater than all positions added before. */
  public void add(long position) {
    if (position < smallestNext) {
      throw new IllegalArgumentException(
          "position %s was added after %s".formatted(position, smallestNext - 1));
    }
    smallestNext = position + 1;
    if (PositionSetFormat.chunk(position) != chunk) {
      moveTo(PositionSetFormat.chunk(position));
    }
    added.add(PositionSetFormat.low(position));
  }

  /**
   * Completes the set. The file is durable when this method returns.
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

  /** Writes the current chunk, and the chunks of the base between it and {@code next}. */
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
