package org.modyn.selector.seen;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.MappedMemory;
import org.modyn.selector.seen.SegmentFormat.Block;

/**
 * Reads a column across segments, one of which is mapped at a time. The column of a block is
 * verified as a whole before its first value is returned, which also loads it into the cache.
 */
final class SegmentCursor implements ColumnCursor {
  private final List<Segment> segments;
  private final Column column;
  private final long end;

  private long position;
  private int segmentIndex = -1;
  private Block block;
  private Arena arena;
  private MemorySegment file;

  SegmentCursor(List<Segment> segments, Column column, long from, long to) {
    this.segments = segments;
    this.column = column;
    this.position = from;
    this.end = to;
  }

  @Override
  public int read(long[] target, int offset, int length) {
    int copied = 0;
    while (copied < length && position < end) {
      if (segmentIndex < 0 || position >= segments.get(segmentIndex).endPosition()) {
        moveToSegment();
      }
      int done = copied;
      copied +=
          MappedMemory.reading(
              segments.get(segmentIndex).path(),
              () -> readBlock(target, offset + done, length - done));
    }
    return copied;
  }

  private int readBlock(long[] target, int offset, int length) {
    moveToBlock();
    int size = (int) Math.min(Math.min(length, end - position), block.endPosition() - position);
    block.read(file, column, position - block.position(), target, offset, size);
    position += size;
    return size;
  }

  @Override
  public void close() {
    if (arena != null) {
      arena.close();
      arena = null;
    }
  }

  /** Advances to the block of the segment that contains {@code position}. */
  private void moveToBlock() {
    if (block != null && position < block.endPosition()) {
      return;
    }
    Segment segment = segments.get(segmentIndex);
    if (block == null) {
      block = segment.firstBlock(file);
    }
    while (block.endPosition() <= position) {
      block = segment.blockAfter(file, block);
    }
    if (!SegmentFormat.isIntact(file, block, column)) {
      throw ModynException.dataLoss(
          "%s: the column %s of the block at byte %s does not match its checksum",
          segment.path(), column, block.offset());
    }
  }

  private void moveToSegment() {
    segmentIndex++;
    while (segments.get(segmentIndex).endPosition() <= position) {
      segmentIndex++;
    }
    close();
    Segment segment = segments.get(segmentIndex);
    arena = Arena.ofConfined();
    file = segment.map(arena);
    block = null;
  }
}
