package org.modyn.ml.loss;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Locale;
import org.modyn.ml.tensor.NativeArrays;
import org.modyn.ml.tensor.RowException;

/**
 * The labels of a batch: on the device that computes, and in the memory of the machine, where they
 * are checked. An invalid label would cause a read outside of the array's memory, or terminate the
 * process if the device is a GPU; checking it there would make each step wait for the device.
 */
public final class Labels {
  private final NDArray array;
  private final MemorySegment memory;

  /**
   * @param array {@code [batch]}, int64
   * @param memory the same labels, int64 in the machine's byte order
   */
  public Labels(NDArray array, MemorySegment memory) {
    this.array = requireNonNull(array, "array is null");
    this.memory = requireNonNull(memory, "memory is null");
    if (memory.byteSize() != array.size() * Long.BYTES) {
      throw new IllegalArgumentException(
          memory.byteSize() + " bytes for " + array.size() + " labels");
    }
  }

  /** Copies labels from their device, for which the device has to finish its work. */
  public static Labels of(NDArray array) {
    return new Labels(array, NativeArrays.memory(array));
  }

  /** {@code [batch]}, int64, on the device. */
  NDArray array() {
    return array;
  }

  /** The number of labels. */
  public long size() {
    return array.size();
  }

  /**
   * Checks that each label is a class number, from 0, or {@code ignored}.
   *
   * @return the number of labels that are {@code ignored}
   * @throws RowException for the first label that is neither
   */
  long requireClasses(long classes, long ignored) {
    long found = 0;
    for (long index = 0; index < size(); index++) {
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
  void requireWithin(Range range, String loss) {
    for (long index = 0; index < size(); index++) {
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
