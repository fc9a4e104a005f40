package org.modyn.selector.seen;

import static java.util.Objects.requireNonNull;

/**
 * Reads a column through a buffer of at most {@value #WINDOW} positions (2 MiB) that is filled at
 * once, so the source may return the values in any order.
 */
final class WindowCursor implements ColumnCursor {
  private static final int WINDOW = 1 << 18;

  private final Source source;
  private final long end;
  private final long[] window;

  private long position;
  private long windowStart;
  private long windowEnd;

  /** Fills windows. */
  @FunctionalInterface
  interface Source {
    /** Writes the values at positions from {@code start} to the beginning of the target. */
    void fill(long start, long[] target, int count);
  }

  WindowCursor(Source source, long from, long to) {
    this.source = requireNonNull(source, "source is null");
    this.position = from;
    this.end = to;
    this.windowStart = from;
    this.windowEnd = from;
    this.window = new long[(int) Math.min(WINDOW, to - from)];
  }

  @Override
  public int read(long[] target, int offset, int length) {
    int copied = 0;
    while (copied < length && position < end) {
      if (position >= windowEnd) {
        fill();
      }
      int size = (int) Math.min(length - copied, windowEnd - position);
      System.arraycopy(window, (int) (position - windowStart), target, offset + copied, size);
      copied += size;
      position += size;
    }
    return copied;
  }

  private void fill() {
    int count = (int) Math.min(window.length, end - position);
    source.fill(position, window, count);
    windowStart = position;
    windowEnd = position + count;
  }

  @Override
  public void close() {}
}
