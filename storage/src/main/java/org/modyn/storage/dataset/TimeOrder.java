package org.modyn.storage.dataset;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The files with samples after a position, ordered by (timestamp, key): a merge of the chunks, each
 * of which is in that order. A chunk enters the merge at its first file; as long as chunks do not
 * overlap, a file costs one comparison.
 */
final class TimeOrder implements FileOrder {
  private static final Comparator<Cursor> ORDER =
      Comparator.comparingLong(Cursor::timestamp).thenComparingLong(Cursor::firstKey);

  private final List<Cursor> waiting = new ArrayList<>();
  private final PriorityQueue<Cursor> active = new PriorityQueue<>(ORDER);
  private int nextWaiting;
  private Cursor current;

  /**
   * @param lastTimestamp seconds since 1970, inclusive
   */
  TimeOrder(FileChunk[] chunks, TimePosition position, long lastTimestamp) {
    for (FileChunk chunk : chunks) {
      Cursor cursor = new Cursor(chunk, chunk.rankAfter(position), chunk.rankBehind(lastTimestamp));
      if (cursor.isInside()) {
        waiting.add(cursor);
      }
    }
    waiting.sort(ORDER);
  }

  @Override
  public boolean advance() {
    if (current != null && !current.advance()) {
      current = null;
    }
    if (current != null && isFirst(current)) {
      return true;
    }
    if (current != null) {
      active.add(current);
    }
    while (nextWaiting < waiting.size()
        && (active.isEmpty() || ORDER.compare(waiting.get(nextWaiting), active.peek()) < 0)) {
      active.add(waiting.get(nextWaiting));
      nextWaiting++;
    }
    current = active.poll();
    return current != null;
  }

  private boolean isFirst(Cursor cursor) {
    return (active.isEmpty() || ORDER.compare(cursor, active.peek()) < 0)
        && (nextWaiting == waiting.size() || ORDER.compare(cursor, waiting.get(nextWaiting)) < 0);
  }

  @Override
  public FileChunk chunk() {
    return current.chunk;
  }

  @Override
  public int file() {
    return current.file;
  }

  /** A position in a chunk; does not change while it is in a queue. */
  private static final class Cursor {
    private final FileChunk chunk;
    private final int endRank;
    private int rank;
    private int file;
    private long timestamp;

    Cursor(FileChunk chunk, int startRank, int endRank) {
      this.chunk = chunk;
      this.rank = startRank;
      this.endRank = endRank;
      settle();
    }

    boolean isInside() {
      return rank < endRank;
    }

    boolean advance() {
      rank++;
      settle();
      return isInside();
    }

    long timestamp() {
      return timestamp;
    }

    long firstKey() {
      return chunk.columns().firstKey(file);
    }

    private void settle() {
      if (isInside()) {
        file = chunk.atRank(rank);
        timestamp = chunk.columns().timestamp(file);
      }
    }
  }
}
