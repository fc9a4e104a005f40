package org.modyn.selector.seen;

import java.util.Arrays;

/**
 * Assigns consecutive ids, from 0, to the distinct labels of a range of positions in order of first
 * occurrence, and counts the samples of each: one scan over the label column. Takes 20 to 40 bytes
 * per distinct label.
 */
public final class LabelDictionary {
  private static final int BATCH = 1 << 13;

  /** Open addressing with linear probing; at most half full. */
  private long[] labels = new long[64];

  private int[] ids = new int[64];
  private long[] counts = new long[32];
  private int size;

  private LabelDictionary() {
    Arrays.fill(ids, -1);
  }

  /** Reads the labels at the positions {@code from} (inclusive) to {@code to} (exclusive). */
  public static LabelDictionary count(StorageBackend seen, long from, long to) {
    LabelDictionary result = new LabelDictionary();
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

  /** Returns the id of a label of the range. */
  public int idOf(long label) {
    int id = ids[slot(label)];
    if (id < 0) {
      throw new IllegalArgumentException("label %s was not counted".formatted(label));
    }
    return id;
  }

  /** Returns the number of samples of each label, by id. */
  public long[] counts() {
    return Arrays.copyOf(counts, size);
  }

  private void add(long label) {
    int slot = slot(label);
    if (ids[slot] < 0) {
      if (2 * (size + 1) > labels.length) {
        grow();
        slot = slot(label);
      }
      if (size == counts.length) {
        counts = Arrays.copyOf(counts, 2 * size);
      }
      labels[slot] = label;
      ids[slot] = size++;
    }
    counts[ids[slot]]++;
  }

  /** Returns the slot of a label, or the free slot where it belongs. */
  private int slot(long label) {
    int mask = labels.length - 1;
    // Fibonacci hashing: multiples of a power of two, which labels may be, do not collide
    int slot = (int) ((label * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    while (ids[slot] >= 0 && labels[slot] != label) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldLabels = labels;
    int[] oldIds = ids;
    labels = new long[2 * oldLabels.length];
    ids = new int[labels.length];
    Arrays.fill(ids, -1);
    for (int index = 0; index < oldLabels.length; index++) {
      if (oldIds[index] >= 0) {
        int slot = slot(oldLabels[index]);
        labels[slot] = oldLabels[index];
        ids[slot] = oldIds[index];
      }
    }
  }
}
