package org.modyn.ml.downsampling;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Locale;
import org.modyn.common.error.ModynException;

/**
 * The samples that a strategy selects from: keys, labels, and a row of float32 features for each.
 * The memory is native and may be that of a mapped file, so that the features of a training set can
 * be larger than the heap. Read only, safe for concurrent use.
 */
public final class Candidates {
  private final int size;
  private final int width;
  private final MemorySegment keys;
  private final MemorySegment labels;
  private final MemorySegment features;

  /**
   * @param keys {@code [size]}, int64
   * @param labels {@code [size]}, int64; empty for a strategy that does not {@linkplain
   *     DownsamplingStrategy#usesLabels use} them
   * @param features {@code [size, width]}, float32, row after row
   */
  public Candidates(
      int size, int width, MemorySegment keys, MemorySegment labels, MemorySegment features) {
    this.size = size;
    this.width = width;
    this.keys = requireSize(keys, (long) size * Long.BYTES, "keys");
    this.labels =
        labels.byteSize() == 0 ? labels : requireSize(labels, (long) size * Long.BYTES, "labels");
    this.features = requireSize(features, (long) size * width * Float.BYTES, "features");
  }

  private static MemorySegment requireSize(MemorySegment memory, long bytes, String name) {
    requireNonNull(memory, name);
    if (memory.byteSize() < bytes) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%s have %d bytes instead of %d", name, memory.byteSize(), bytes));
    }
    return memory.asReadOnly();
  }

  /** Copies arrays; {@code features} has one row of equal length for each sample. */
  public static Candidates of(long[] keys, long[] labels, float[][] features) {
    int width = features.length == 0 ? 0 : features[0].length;
    MemorySegment rows = Arena.ofAuto().allocate((long) Float.BYTES * keys.length * width, 64);
    for (int row = 0; row < features.length; row++) {
      MemorySegment.copy(
          features[row], 0, rows, ValueLayout.JAVA_FLOAT, (long) Float.BYTES * row * width, width);
    }
    return new Candidates(keys.length, width, copy(keys), copy(labels), rows);
  }

  private static MemorySegment copy(long[] numbers) {
    MemorySegment memory = Arena.ofAuto().allocate((long) Long.BYTES * numbers.length, 64);
    MemorySegment.copy(numbers, 0, memory, ValueLayout.JAVA_LONG, 0, numbers.length);
    return memory;
  }

  /** The number of samples. */
  public int size() {
    return size;
  }

  /** The number of columns of the features. */
  public int width() {
    return width;
  }

  public long key(int row) {
    return keys.getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, row);
  }

  public long label(int row) {
    return labels.getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, row);
  }

  public float feature(int row, int column) {
    return features.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, (long) row * width + column);
  }

  /** The features of all samples, row after row. */
  public MemorySegment features() {
    return features;
  }

  /** Copies the features of {@code rows} rows, starting at {@code first}, to an array. */
  public void copyFeatures(int first, int rows, float[] target, int offset) {
    MemorySegment.copy(
        features,
        ValueLayout.JAVA_FLOAT_UNALIGNED,
        (long) Float.BYTES * first * width,
        target,
        offset,
        Math.multiplyExact(rows, width));
  }

  /**
   * Checks that the features of all samples are finite.
   *
   * @param feature what the columns are, for the message
   * @throws ModynException FAILED_PRECONDITION, with the key of the first sample for which a
   *     feature is NaN or infinite
   */
  public void requireFinite(SampleFeature feature) {
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < width; column++) {
        if (!Float.isFinite(feature(row, column))) {
          throw ModynException.failedPrecondition(
              "cannot select from %d samples: the %s of sample %d is %s: lower the learning rate or"
                  + " check the sample",
              size, feature.description(), key(row), feature(row, column));
        }
      }
    }
  }

  /** Copies some rows; takes the memory of the copy. */
  public Candidates subset(int[] rows) {
    MemorySegment subsetKeys = Arena.ofAuto().allocate((long) Long.BYTES * rows.length, 64);
    boolean hasLabels = labels.byteSize() > 0;
    MemorySegment subsetLabels =
        hasLabels
            ? Arena.ofAuto().allocate((long) Long.BYTES * rows.length, 64)
            : MemorySegment.NULL;
    long rowBytes = (long) Float.BYTES * width;
    MemorySegment subsetFeatures = Arena.ofAuto().allocate(rowBytes * rows.length, 64);
    for (int index = 0; index < rows.length; index++) {
      subsetKeys.setAtIndex(ValueLayout.JAVA_LONG, index, key(rows[index]));
      if (hasLabels) {
        subsetLabels.setAtIndex(ValueLayout.JAVA_LONG, index, label(rows[index]));
      }
      MemorySegment.copy(
          features, rowBytes * rows[index], subsetFeatures, rowBytes * index, rowBytes);
    }
    return new Candidates(rows.length, width, subsetKeys, subsetLabels, subsetFeatures);
  }
}
