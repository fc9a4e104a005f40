package org.modyn.storage.file;

import static java.util.Objects.checkFromIndexSize;
import static java.util.Objects.checkFromToIndex;

import java.util.Arrays;

/**
 * Collects labels; adding many at a time is most efficient. The column starts with one byte per
 * label; when a label needs more, the existing labels are copied to a wider column, at most three
 * times. Not thread safe.
 */
public final class PackedLabelsBuilder {
  private final long[] single = new long[1];
  private int width = 1;
  private int size;
  private byte[] bytes;

  public PackedLabelsBuilder() {
    this(0);
  }

  /**
   * @param expectedSize number of labels to allocate space for
   */
  public PackedLabelsBuilder(int expectedSize) {
    this.bytes = new byte[expectedSize];
  }

  /** Returns the number of labels added so far. */
  public int size() {
    return size;
  }

  /** Appends one label. */
  public void append(long label) {
    single[0] = label;
    append(single, 1);
  }

  /**
   * Appends the first {@code count} of {@code labels}.
   *
   * @throws ArithmeticException when the column would exceed the maximum size of an array
   */
  public void append(long[] labels, int count) {
    checkFromIndexSize(0, count, labels.length);
    long smallest = 0;
    long largest = 0;
    for (int i = 0; i < count; i++) {
      smallest = Math.min(smallest, labels[i]);
      largest = Math.max(largest, labels[i]);
    }
    reserve(count, PackedLabels.width(smallest, largest));
    PackedLabels.putAll(bytes, width, size, labels, count);
    size += count;
  }

  /**
   * Appends the labels {@code from} to before {@code to} of {@code source}; those of the same width
   * are copied as they are.
   *
   * @throws ArithmeticException when the column would exceed the maximum size of an array
   */
  public void append(PackedLabels source, int from, int to) {
    checkFromToIndex(from, to, source.size());
    int count = to - from;
    reserve(count, source.width());
    if (source.width() == width) {
      source.copyTo(from, to, bytes, size * width);
    } else {
      for (int i = 0; i < count; i++) {
        PackedLabels.put(bytes, width, size + i, source.get(from + i));
      }
    }
    size += count;
  }

  /** Returns the labels; nothing may be appended afterwards. */
  public PackedLabels build() {
    int length = size * width;
    return new PackedLabels(width, bytes.length == length ? bytes : Arrays.copyOf(bytes, length));
  }

  private void reserve(int count, int labelWidth) {
    int wanted = Math.addExact(size, count);
    if (labelWidth > width) {
      widen(labelWidth, Math.max(wanted, bytes.length / width));
    } else if (Math.multiplyExact(wanted, width) > bytes.length) {
      bytes = Arrays.copyOf(bytes, grown(wanted * width));
    }
  }

  private void widen(int newWidth, int capacity) {
    byte[] wide = new byte[Math.multiplyExact(capacity, newWidth)];
    for (int i = 0; i < size; i++) {
      PackedLabels.put(wide, newWidth, i, PackedLabels.get(bytes, width, i));
    }
    bytes = wide;
    width = newWidth;
  }

  private static int grown(int wanted) {
    return (int) Math.min(Integer.MAX_VALUE - 16, 2L * wanted);
  }
}
