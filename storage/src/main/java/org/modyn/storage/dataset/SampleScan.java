package org.modyn.storage.dataset;

/**
 * Iterates once over the samples of files that are not deleted, without allocating an object per
 * sample. Not thread safe.
 */
public final class SampleScan {
  private final FileOrder files;
  private FileChunk chunk;
  private int file;
  private int size;
  private Tombstones tombstones;
  private int next;
  private int live;
  private long remaining;

  /**
   * @param files in iteration order; they have at least {@code skip + limit} samples
   * @param skip the number of samples to skip at the beginning
   * @param limit the number of samples to visit after that
   */
  SampleScan(FileOrder files, long skip, long limit) {
    this.files = files;
    this.remaining = limit;
    if (limit == 0) {
      return;
    }
    long toSkip = skip;
    while (toSkip >= live) {
      toSkip -= live;
      enterNextFile();
    }
    next = tombstones == null ? (int) toSkip : tombstones.placeOf((int) toSkip, size);
    live -= (int) toSkip;
  }

  /** Receives the samples. */
  @FunctionalInterface
  public interface Visitor {
    void visit(long key, long timestamp, long label);
  }

  public boolean hasNext() {
    return remaining > 0;
  }

  /** Visits the next samples, at most {@code limit}. */
  public void next(int limit, Visitor visitor) {
    int left = (int) Math.min(limit, remaining);
    remaining -= left;
    while (left > 0) {
      if (live == 0) {
        enterNextFile();
      }
      int count = Math.min(left, live);
      visit(count, visitor);
      left -= count;
    }
  }

  private void visit(int count, Visitor visitor) {
    int left = count;
    while (left > 0) {
      int position = tombstones == null ? next : tombstones.nextLive(next);
      int stop = tombstones == null ? size : tombstones.nextDeleted(position, size);
      next = Math.min(stop, position + left);
      left -= next - position;
      visit(position, next, visitor);
    }
    live -= count;
  }

  private void visit(int from, int to, Visitor visitor) {
    FileColumns columns = chunk.columns();
    long firstKey = columns.firstKey(file);
    long timestamp = columns.timestamp(file);
    for (int position = from; position < to; position++) {
      visitor.visit(firstKey + position, timestamp, columns.label(file, position));
    }
  }

  private void enterNextFile() {
    if (!files.advance()) {
      throw new IllegalStateException("there are fewer samples than were counted");
    }
    chunk = files.chunk();
    file = files.file();
    size = chunk.columns().samples(file);
    tombstones = chunk.tombstones(file);
    next = 0;
    live = chunk.samples(file);
  }
}
