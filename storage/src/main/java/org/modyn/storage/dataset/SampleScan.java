package org.modyn.storage.dataset;

/** Goes once over the samples of some files, without an object a sample. Not for concurrent use. */
public final class SampleScan {
  private final TakenFile[] files;
  private int file;
  private int index;
  private long remaining;

  /**
   * @param files in the order to go over them
   * @param skip samples to leave out at the beginning
   * @param limit samples to visit at most after that
   */
  SampleScan(TakenFile[] files, long skip, long limit) {
    this.files = files;
    this.remaining = limit;
    long toSkip = skip;
    while (file < files.length && toSkip >= files[file].size()) {
      toSkip -= files[file].size();
      file++;
    }
    this.index = (int) toSkip;
  }

  /** What is done with a sample. */
  @FunctionalInterface
  public interface Visitor {
    void visit(long key, long timestamp, long label);
  }

  public boolean hasNext() {
    return remaining > 0 && file < files.length;
  }

  /** Visits the next samples, {@code limit} at most. */
  public void next(int limit, Visitor visitor) {
    long left = Math.min(limit, remaining);
    remaining -= left;
    while (left > 0 && file < files.length) {
      TakenFile current = files[file];
      int end = (int) Math.min(current.size(), index + left);
      left -= end - index;
      for (; index < end; index++) {
        visitor.visit(current.firstKey() + index, current.timestamp(), current.labels().get(index));
      }
      if (index == current.size()) {
        file++;
        index = 0;
      }
    }
  }
}
