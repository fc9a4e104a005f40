package org.modyn.selector.position;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import org.modyn.common.error.ModynException;
import org.modyn.selector.file.MappedFiles;
import org.modyn.selector.position.PositionSetFormat.Chunk;
import org.roaringbitmap.PeekableIntIterator;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;

/**
 * A set of positions in a mapped file, at most about one bit for each sample that was seen. Memory
 * grows by 32 bytes for 4 million samples. A chunk is verified when it is read. For the thread that
 * opened it.
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

  /** A set without positions and without a file. */
  public static PositionSet empty() {
    return new PositionSet(Path.of(""), List.of(), MemorySegment.NULL, Arena.ofConfined());
  }

  /**
   * Opens the set that the strategy of a pipeline was to remember of a trigger.
   *
   * @throws ModynException DATA_LOSS, naming the file, when it is missing or damaged
   */
  static PositionSet open(Path path, int pipelineId, int triggerId) {
    String content =
        "what the strategy remembers of trigger %s of pipeline %s".formatted(triggerId, pipelineId);
    Arena arena = Arena.ofConfined();
    try {
      MemorySegment file = MappedFiles.map(path, arena, content);
      List<Chunk> chunks =
          PositionSetFormat.decodeChunks(file, pipelineId, triggerId)
              .orElseThrow(
                  () ->
                      ModynException.dataLoss(
                          "%s: not the file of %s, or it is damaged", path, content));
      return new PositionSet(path, chunks, file, arena);
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  /** Returns how many positions there are. */
  public long size() {
    return chunks.stream().mapToLong(Chunk::count).sum();
  }

  /** Returns how many positions there are at {@code from} and after. */
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

  /** Asks for one position after the other, from {@code from} on. */
  public Membership membershipFrom(long from) {
    return new Membership(from);
  }

  List<Chunk> chunks() {
    return chunks;
  }

  /**
   * @throws ModynException DATA_LOSS, naming the file, when the chunk is damaged
   */
  ImmutableRoaringBitmap read(Chunk chunk) {
    if (!chunk.isIntact(file)) {
      throw ModynException.dataLoss(
          "%s: the chunk at byte %s does not match its checksum", path, chunk.offset());
    }
    return chunk.bitmap(file);
  }

  @Override
  public void close() {
    arena.close();
  }

  /** Goes through consecutive positions, which costs less than to look each of them up. */
  public final class Membership {
    private long next;
    private int chunk = -1;
    private int place;
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
      while (place < chunks.size() && chunks.get(place).index() < chunk) {
        place++;
      }
      members = null;
      if (place < chunks.size() && chunks.get(place).index() == chunk) {
        members = read(chunks.get(place)).getIntIterator();
        members.advanceIfNeeded(low);
      }
    }
  }
}
