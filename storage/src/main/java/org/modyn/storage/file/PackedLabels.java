package org.modyn.storage.file;

import static java.util.Objects.checkFromToIndex;
import static java.util.Objects.checkIndex;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The labels of a file as one column: little endian two's complement integers, each of the fewest
 * bytes (1, 2, 4 or 8) that hold all of them. This is also how they are stored. Immutable.
 */
public final class PackedLabels {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final int width;
  private final int size;
  private final byte[] bytes;
  private final MemorySegment column;

  /** Keeps {@code bytes}, which nobody may change afterwards. */
  PackedLabels(int width, byte[] bytes) {
    this.width = width;
    this.size = bytes.length / width;
    this.bytes = bytes;
    this.column = MemorySegment.ofArray(bytes);
  }

  /** Where labels come from. */
  @FunctionalInterface
  public interface Source {
    long label(int index);
  }

  /** Asks {@code source} twice for each label: once for the width, once for the value. */
  public static PackedLabels pack(int size, Source source) {
    long smallest = 0;
    long largest = 0;
    for (int i = 0; i < size; i++) {
      long label = source.label(i);
      smallest = Math.min(smallest, label);
      largest = Math.max(largest, label);
    }
    int width = width(smallest, largest);
    PackedLabels labels = new PackedLabels(width, new byte[Math.multiplyExact(size, width)]);
    for (int i = 0; i < size; i++) {
      labels.set(i, source.label(i));
    }
    return labels;
  }

  /**
   * Labels as {@link #width} and {@link #toByteArray} gave them.
   *
   * @throws IllegalArgumentException when the two do not fit together
   */
  public static PackedLabels of(int width, byte[] bytes) {
    if ((width != 1 && width != 2 && width != 4 && width != 8) || bytes.length % width != 0) {
      throw new IllegalArgumentException(
          "%d bytes are no labels of %d bytes each".formatted(bytes.length, width));
    }
    return new PackedLabels(width, bytes.clone());
  }

  /** Number of labels. */
  public int size() {
    return size;
  }

  /** Bytes a label: 1, 2, 4 or 8. */
  public int width() {
    return width;
  }

  public long get(int index) {
    long offset = (long) checkIndex(index, size) * width;
    return switch (width) {
      case 1 -> bytes[(int) offset];
      case 2 -> column.get(SHORT, offset);
      case 4 -> column.get(INT, offset);
      default -> column.get(LONG, offset);
    };
  }

  public byte[] toByteArray() {
    return bytes.clone();
  }

  /** Copies the labels {@code from} to before {@code to}, as they are stored. */
  void copyTo(int from, int to, byte[] target, int targetOffset) {
    checkFromToIndex(from, to, size);
    System.arraycopy(bytes, from * width, target, targetOffset, (to - from) * width);
  }

  private void set(int index, long label) {
    long offset = (long) index * width;
    switch (width) {
      case 1 -> bytes[(int) offset] = (byte) label;
      case 2 -> column.set(SHORT, offset, (short) label);
      case 4 -> column.set(INT, offset, (int) label);
      default -> column.set(LONG, offset, label);
    }
  }

  private static int width(long smallest, long largest) {
    if (smallest == (byte) smallest && largest == (byte) largest) {
      return 1;
    }
    if (smallest == (short) smallest && largest == (short) largest) {
      return 2;
    }
    return smallest == (int) smallest && largest == (int) largest ? 4 : 8;
  }
}
