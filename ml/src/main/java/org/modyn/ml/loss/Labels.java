package org.modyn.ml.loss;

import ai.djl.ndarray.NDArray;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Locale;
import org.modyn.ml.tensor.NativeArrays;
import org.modyn.ml.tensor.RowException;

/**
 * Checks int64 labels in host memory. An invalid label would cause a read outside of the array's
 * memory, or terminate the process if the device is a GPU.
 */
final class Labels {
  private Labels() {}

  /**
   * Checks that each label is a class number, from 0, or {@code ignored}.
   *
   * @return the number of labels that are {@code ignored}
   * @throws RowException for the first label that is neither
   */
  static long requireClasses(NDArray labels, long classes, long ignored) {
    MemorySegment memory = NativeArrays.memory(labels);
    long found = 0;
    for (long index = 0; index < labels.size(); index++) {
      long label = memory.getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, index);
      if (label == ignored) {
        found++;
      } else if (label < 0 || label >= classes) {
        throw new RowException(
            (int) index,
            String.format(
                Locale.ROOT,
                "has the label %d, but the model has %d outputs, for the labels 0 to %d",
                label,
                classes,
                classes - 1));
      }
    }
    return found;
  }

  /**
   * @throws RowException for the first label outside the range
   */
  static void requireWithin(NDArray labels, Range range, String loss) {
    MemorySegment memory = NativeArrays.memory(labels);
    for (long index = 0; index < labels.size(); index++) {
      long label = memory.getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, index);
      if (label < range.smallest || label > range.largest) {
        throw new RowException(
            (int) index,
            String.format(
                Locale.ROOT,
                "has the label %d, but the labels of %s are %s",
                label,
                loss,
                range.words));
      }
    }
  }

  /** The labels that a loss accepts. */
  enum Range {
    ANY(Long.MIN_VALUE, Long.MAX_VALUE, "whole numbers"),
    NON_NEGATIVE(0, Long.MAX_VALUE, "whole numbers of at least 0"),
    ZERO_OR_ONE(0, 1, "0 and 1");

    private final long smallest;
    private final long largest;
    private final String words;

    Range(long smallest, long largest, String words) {
      this.smallest = smallest;
      this.largest = largest;
      this.words = words;
    }
  }
}
