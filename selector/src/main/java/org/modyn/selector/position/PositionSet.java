package org.modyn.selector.position;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.MappedFiles;
import org.modyn.common.file.MappedMemory;
import org.modyn.selector.position.PositionSetFormat.Chunk;
import org.roaringbitmap.PeekableIntIterator;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;

/**
 * A set of positions in a memory-mapped file, which takes at most about one bit per sample seen.
 * Takes 32 bytes of heap per 4 million samples, and the chunk in use. Chunks are copied and
 * verified when they are read. May be used by the thread that opened it only.
 */
public final class PositionSet implements AutoCloseable {
  private final Path path;
  private final List<Chunk> chunks;
  private final MemorySegment file;
  private final Arena arena;

  private PositionSet(Path path, List<Chunk> chunks, MemorySegment file, Arena arena) {
    this.path = requireNonNull(path, "path is null");
    this.chunks = List.copyOf(chunks);
    this.file = requireNonNull(file, "file is null");
    this.arena = requireNonNull(arena, "arena is null");
  }

  /** Returns an empty set, which has no file. */
  public static PositionSet empty() {
    return new PositionSet(Path.of(""), List.of(), MemorySegment.NULL, Arena.ofConfined());
  }

  /**
   * Opens the strategy state that a trigger of a pipeline left.
   *
   * @throws ModynException DATA_LOSS, naming the file, when it is missing or damaged
   */
  static PositionSet open(Path path, int pipelineId, int triggerId) {
    String content =
        "the strategy state of trigger %s of pipeline %s".formatted(triggerId, pipelineId);
    Arena arena = Arena.ofConfined();
    try {
      MemorySegment file = MappedFiles.map(path, arena, content);
      List<Chunk> chunks =
          MappedMemory.reading(
                  path, () -> PositionSetFormat.decodeChunks(file, pipelineId, triggerId))
              .orElseThrow(
                  () -> ModynException.dataLoss("%s: not a file of %s, or damaged", path, content));
      return new PositionSet(path, chunks, file, arena);
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  /** Returns the number of positions. */
  public long size() {
    return chunks.stream().mapToLong(Chunk::count).sum();
  }

  /** Returns the number of positions that are at least {@code from}. */
  public long sizeFrom(long from) {
    int first = PositionSetFormat.chunk(from);
    int low = PositionSetFormat.low(from);
    long size = 0;
    for (Chunk chunk : chunks) {
      if (chunk.index() >= first) {
        size += chunk.count();
      }
      if (chunk.index() == first && low > 0) {
        size -= read(chunk).rankLong(low - 1);
      }
    }
    return size;
  }

  /** Returns a cursor that tests consecutive positions, starting at {@code from}. */
  public Membership membershipFrom(long from) {
    return new Membership(from);
  }

  List<Chunk> chunks() {
    return chunks;
  }

  /**
   * @throws ModynException DATA_LOSS, naming the file, when the chunk is damaged or the file was
   *     cut
   */
  ImmutableRoaringBitmap read(Chunk chunk) {
    return MappedMemory.reading(path, () -> chunk.bitmap(file))
        .orElseThrow(
            () ->
                ModynException.dataLoss(
                    "%s: the chunk at byte %s does not match its checksum", path, chunk.offset()));
  }

  @Override
  public void close() {
    arena.close();
  }

  /** Tests consecutive positions, which costs less than looking each of them up. */
  public final class Membership {
    private long next;
    private int chunk = -1;
    private int chunkIndex;
    private PeekableIntIterator members;

    private Membership(long from) {
      this.next = from;
    }

    /** Returns whether the next position is in the set. */
    public boolean next() {
      long position = next++;
      int low = PositionSetFormat.low(position);
      if (chunk != PositionSetFormat.chunk(position)) {
        chunk = PositionSetFormat.chunk(position);
        moveToChunk(low);
      }
      if (members == null || !members.hasNext() || members.peekNext() != low) {
        return false;
      }
      members.next();
      return true;
    }

    private void moveToChunk(int low) {
      while (chunkIndex < chunks.size() && chunks.get(chunkIndex).index() < chunk) {
        chunkIndex++;
      }
      members = null;
      if (chunkIndex < chunks.size() && chunks.get(chunkIndex).index() == chunk) {
        members = read(chunks.get(chunkIndex)).getIntIterator();
        members.advanceIfNeeded(low);
      }
    }
  }
}
