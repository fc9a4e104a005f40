package org.modyn.ml.downsampling.search;

import java.util.Arrays;
import java.util.function.IntToLongFunction;

/**
 * The rows of each label, in ascending order of labels and, within a label, of rows. Takes 4 bytes
 * a row, and 16 more while it is created.
 */
public final class LabelGroups {
  private final int[] rows;
  private final int[] starts;

  private LabelGroups(int[] rows, int[] starts) {
    this.rows = rows;
    this.starts = starts;
  }

  /**
   * Groups the rows from 0 to {@code size - 1}.
   *
   * @param label returns the label of a row
   */
  public static LabelGroups of(int size, IntToLongFunction label) {
    long[] labels = new long[size];
    for (int row = 0; row < size; row++) {
      labels[row] = label.applyAsLong(row);
    }
    long[] distinct = labels.clone();
    Arrays.sort(distinct);
    int count = removeRepetitions(distinct);
    int[] starts = new int[count + 1];
    for (long rowLabel : labels) {
      starts[Arrays.binarySearch(distinct, 0, count, rowLabel) + 1]++;
    }
    for (int group = 0; group < count; group++) {
      starts[group + 1] += starts[group];
    }
    int[] rows = new int[size];
    int[] ends = starts.clone();
    for (int row = 0; row < size; row++) {
      rows[ends[Arrays.binarySearch(distinct, 0, count, labels[row])]++] = row;
    }
    return new LabelGroups(rows, starts);
  }

  /** Moves the distinct numbers of a sorted array to its front, and returns how many there are. */
  private static int removeRepetitions(long[] sorted) {
    int count = 0;
    for (long number : sorted) {
      if (count == 0 || number != sorted[count - 1]) {
        sorted[count] = number;
        count++;
      }
    }
    return count;
  }

  /** The number of labels. */
  public int count() {
    return starts.length - 1;
  }

  /** Returns the rows of a label. */
  public int[] rows(int group) {
    return Arrays.copyOfRange(rows, starts[group], starts[group + 1]);
  }
}
