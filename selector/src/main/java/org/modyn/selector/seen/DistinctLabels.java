package org.modyn.selector.seen;

import java.util.BitSet;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.LongStream;

/**
 * Finds the distinct labels of a range of positions with one scan over the label column. Memory
 * grows with the number of distinct labels; labels below 65,536, as class labels are, take one bit
 * each.
 */
public final class DistinctLabels {
  private static final int SMALL_LABELS = 1 << 16;
  private static final int BATCH = 1 << 13;

  private DistinctLabels() {}

  /** Returns the distinct labels at the positions {@code from} to {@code to}, sorted. */
  public static long[] of(StorageBackend seen, long from, long to) {
    BitSet small = new BitSet();
    SortedSet<Long> large = new TreeSet<>();
    long[] labels = new long[BATCH];
    try (ColumnCursor cursor = seen.read(Column.LABEL, from, to)) {
      for (int size = cursor.read(labels, 0, BATCH);
          size > 0;
          size = cursor.read(labels, 0, BATCH)) {
        for (int index = 0; index < size; index++) {
          long label = labels[index];
          if (label >= 0 && label < SMALL_LABELS) {
            small.set((int) label);
          } else {
            large.add(label);
          }
        }
      }
    }
    return LongStream.concat(
            small.stream().asLongStream(), large.stream().mapToLong(Long::longValue))
        .sorted()
        .toArray();
  }
}
