package org.modyn.storage.file;

import static java.util.Objects.checkFromToIndex;

import java.util.Arrays;

/**
 * Puts labels of several columns one after the other. Columns of one width are copied as they are;
 * a wider one widens all that is there. Not for concurrent use.
 */
public final class PackedLabelsBuilder {
  private int width = 1;
  private int size;
  private byte[] bytes = new byte[0];

  /** Number of labels so far. */
  public int size() {
    return size;
  }

  /** Appends the labels {@code from} to before {@code to} of {@code source}. */
  public void append(PackedLabels source, int from, int to) {
    checkFromToIndex(from, to, source.size());
    if (source.width() > width) {
      widen(source.width());
    }
    int count = to - from;
    reserve(count);
    if (source.width() == width) {
      source.copyTo(from, to, bytes, size * width);
    } else {
      for (int i = 0; i < count; i++) {
        put(bytes, width, size + i, source.get(from + i));
      }
    }
    size += count;
  }

  public PackedLabels build() {
    // a full array is not written to again
    int length = size * width;
    return new PackedLabels(width, bytes.length == length ? bytes : Arrays.copyOf(bytes, length));
  }

  private void widen(int newWidth) {
    PackedLabels old = build();
    byte[] wide = new byte[Math.multiplyExact(size, newWidth)];
    for (int i = 0; i < size; i++) {
      put(wide, newWidth, i, old.get(i));
    }
    width = newWidth;
    bytes = wide;
  }

  private void reserve(int count) {
    int needed = Math.multiplyExact(Math.addExact(size, count), width);
    if (needed > bytes.length) {
      long doubled = Math.min(2L * bytes.length, Integer.MAX_VALUE - 16);
      bytes = Arrays.copyOf(bytes, (int) Math.max(needed, doubled));
    }
  }

  private static void put(byte[] target, int width, int index, long label) {
    for (int i = 0; i < width; i++) {
      target[index * width + i] = (byte) (label >> (8 * i));
    }
  }
}
