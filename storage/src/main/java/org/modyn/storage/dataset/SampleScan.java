package org.modyn.storage.dataset;

/** Goes once over the samples of some files, without an object a sample. Not for concurrent use. */
public final class SampleScan {
  private final FileOrder files;
  private FileChunk chunk;
  private int file;
  private int next;
  private int end;
  private long remaining;

  /**
   * @param files in the order to go over them; they have at least {@code skip + limit} samples
   * @param skip samples to leave out at the beginning
   * @param limit samples to visit after that
   */
  SampleScan(FileOrder files, long skip, long limit) {
    this.files = files;
    this.remaining = limit;
    if (limit == 0) {
      return;
    }
    long toSkip = skip;
    while (toSkip >= end - next) {
      toSkip -= end - next;
      enterNextFile();
    }
    next += (int) toSkip;
  }

  /** What is done with a sample. */
  @FunctionalInterface
  public interface Visitor {
    void visit(long key, long timestamp, long label);
  }

  public boolean hasNext() {
    return remaining > 0;
  }

  /** Visits the next samples, {@code limit} at most. */
  public void next(int limit, Visitor visitor) {
    int left = (int) Math.min(limit, remaining);
    remaining -= left;
    while (left > 0) {
      if (next == end) {
        enterNextFile();
      }
      int count = Math.min(left, end - next);
      visit(count, visitor);
      left -= count;
    }
  }

  private void visit(int count, Visitor visitor) {
    FileColumns columns = chunk.columns();
    long firstKey = columns.firstKey(file);
    long timestamp = columns.timestamp(file);
    for (int stop = next + count; next < stop; next++) {
      visitor.visit(firstKey + next, timestamp, columns.label(file, next));
    }
  }

  private void enterNextFile() {
    if (!files.advance()) {
      throw new IllegalStateException("there are fewer samples than were counted");
    }
    chunk = files.chunk();
    file = files.file();
    next = 0;
    end = chunk.samples(file);
  }
}
