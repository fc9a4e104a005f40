package org.modyn.selector.strategy;

import java.util.Arrays;
import org.modyn.selector.seen.Column;
import org.modyn.selector.seen.ColumnCursor;
import org.modyn.selector.seen.StorageBackend;

/**
 * Numbers the distinct labels of a range of positions from 0, in the order in which they first
 * come, and counts their samples: one scan over the label column. Memory grows with the distinct
 * labels only, 20 to 40 bytes each.
 */
final class LabelGroups {
  private static final int BATCH = 1 << 13;

  /** Open addressing with linear probing; at most half full. */
  private long[] labels = new long[64];

  private int[] groups = new int[64];
  private long[] counts = new long[32];
  private int size;

  private LabelGroups() {
    Arrays.fill(groups, -1);
  }

  /** Reads the labels at the positions {@code from} (inclusive) to {@code to} (exclusive). */
  static LabelGroups count(StorageBackend seen, long from, long to) {
    LabelGroups result = new LabelGroups();
    long[] batch = new long[BATCH];
    try (ColumnCursor cursor = seen.read(Column.LABEL, from, to)) {
      for (int read = cursor.read(batch, 0, BATCH); read > 0; read = cursor.read(batch, 0, BATCH)) {
        for (int index = 0; index < read; index++) {
          result.add(batch[index]);
        }
      }
    }
    return result;
  }

  /** Returns the number of a label that was counted. */
  int of(long label) {
    int group = groups[slot(label)];
    if (group < 0) {
      throw new IllegalArgumentException("label %s was not counted".formatted(label));
    }
    return group;
  }

  /** Returns how many samples each label has. */
  long[] counts() {
    return Arrays.copyOf(counts, size);
  }

  private void add(long label) {
    int slot = slot(label);
    if (groups[slot] < 0) {
      if (2 * (size + 1) > labels.length) {
        grow();
        slot = slot(label);
      }
      if (size == counts.length) {
        counts = Arrays.copyOf(counts, 2 * size);
      }
      labels[slot] = label;
      groups[slot] = size++;
    }
    counts[groups[slot]]++;
  }

  /** Where a label is, or is to be put. */
  private int slot(long label) {
    int mask = labels.length - 1;
    // Fibonacci hashing: multiples of a power of two, which labels may be, do not collide
    int slot = (int) ((label * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    while (groups[slot] >= 0 && labels[slot] != label) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldLabels = labels;
    int[] oldGroups = groups;
    labels = new long[2 * oldLabels.length];
    groups = new int[labels.length];
    Arrays.fill(groups, -1);
    for (int index = 0; index < oldLabels.length; index++) {
      if (oldGroups[index] >= 0) {
        int slot = slot(oldLabels[index]);
        labels[slot] = oldLabels[index];
        groups[slot] = oldGroups[index];
      }
    }
  }
}
