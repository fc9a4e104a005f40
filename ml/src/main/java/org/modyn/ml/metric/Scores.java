package org.modyn.ml.metric;

import java.util.Arrays;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * A growing array of numbers, which are sorted at the end. A number takes 4 bytes while all of them
 * are floats, as outputs of models are, and 8 bytes from the first one that is not.
 */
final class Scores {
  private static final int INITIAL_CAPACITY = 1024;

  /** The longest array that virtual machines allocate. */
  private static final int MAXIMUM_SIZE = Integer.MAX_VALUE - 8;

  private float[] floats = new float[INITIAL_CAPACITY];
  private double[] doubles = {};
  private boolean areFloats = true;
  private int size;
  private boolean sorted = true;

  /** Adds a number other than NaN. */
  void add(double value) {
    if (areFloats && (float) value != value) {
      widen();
    }
    if (areFloats) {
      if (size == floats.length) {
        floats = Arrays.copyOf(floats, nextCapacity());
      }
      floats[size++] = (float) value;
    } else {
      if (size == doubles.length) {
        doubles = Arrays.copyOf(doubles, nextCapacity());
      }
      doubles[size++] = value;
    }
    sorted = false;
  }

  private void widen() {
    doubles = new double[floats.length];
    for (int index = 0; index < size; index++) {
      doubles[index] = floats[index];
    }
    floats = new float[0];
    areFloats = false;
  }

  private int nextCapacity() {
    if (size == MAXIMUM_SIZE) {
      throw new ModynException(
          ErrorCategory.RESOURCE_EXHAUSTED,
          "an interval has more than "
              + MAXIMUM_SIZE
              + " samples of a class, which is too many for metrics that rank samples; shorten it");
    }
    return (int) Math.min(MAXIMUM_SIZE, size + size / 2L);
  }

  int size() {
    return size;
  }

  /** Sorts the numbers in ascending order, unless they are. */
  void sort() {
    if (!sorted) {
      if (areFloats) {
        Arrays.sort(floats, 0, size);
      } else {
        Arrays.sort(doubles, 0, size);
      }
      sorted = true;
    }
  }

  double get(int index) {
    return areFloats ? floats[index] : doubles[index];
  }
}
