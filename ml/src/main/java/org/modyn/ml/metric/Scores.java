package org.modyn.ml.metric;

import java.util.Arrays;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/** A growing array of numbers, which are sorted at the end. It takes 8 bytes per number. */
final class Scores {
  private static final int INITIAL_CAPACITY = 1024;

  /** The longest array that virtual machines allocate. */
  private static final int MAXIMUM_SIZE = Integer.MAX_VALUE - 8;

  private double[] values = new double[INITIAL_CAPACITY];
  private int size;
  private boolean sorted = true;

  /** Adds a number other than NaN. */
  void add(double value) {
    if (size == values.length) {
      grow();
    }
    values[size++] = value;
    sorted = false;
  }

  private void grow() {
    if (size == MAXIMUM_SIZE) {
      throw new ModynException(
          ErrorCategory.RESOURCE_EXHAUSTED,
          "an interval has more than "
              + MAXIMUM_SIZE
              + " samples of a class, which is too many for"
              + " metrics that rank samples; shorten it");
    }
    values = Arrays.copyOf(values, (int) Math.min(MAXIMUM_SIZE, size + size / 2L));
  }

  int size() {
    return size;
  }

  /** Sorts the numbers in ascending order, unless they are. */
  void sort() {
    if (!sorted) {
      Arrays.sort(values, 0, size);
      sorted = true;
    }
  }

  double get(int index) {
    return values[index];
  }
}
