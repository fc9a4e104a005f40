package org.modyn.storage.dataset;

import java.util.Arrays;

/** Ranges of keys in ascending order, 16 bytes each. Not thread safe. */
public final class KeyRanges {
  private long[] firstKeys = new long[16];
  private long[] endKeys = new long[16];
  private int size;

  /**
   * Appends a range; one that continues the last range extends it.
   *
   * @param first at least the end of the previous range
   * @param end the key after the last one; an empty range is ignored
   */
  void add(long first, long end) {
    if (first >= end) {
      return;
    }
    if (size > 0 && endKeys[size - 1] == first) {
      endKeys[size - 1] = end;
      return;
    }
    if (size == firstKeys.length) {
      firstKeys = Arrays.copyOf(firstKeys, 2 * size);
      endKeys = Arrays.copyOf(endKeys, 2 * size);
    }
    firstKeys[size] = first;
    endKeys[size] = end;
    size++;
  }

  /** Number of ranges. */
  public int size() {
    return size;
  }

  public long firstKey(int range) {
    return firstKeys[range];
  }

  /** Inclusive. */
  public long lastKey(int range) {
    return endKeys[range] - 1;
  }
}
