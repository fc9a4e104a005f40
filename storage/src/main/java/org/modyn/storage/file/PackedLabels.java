package org.modyn.storage.file;

import static java.util.Objects.checkFromToIndex;
import static java.util.Objects.checkIndex;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Locale;

/**
 * The labels of a file as one column of little endian two's complement integers of the smallest
 * width (1, 2, 4 or 8 bytes) that can represent all of them. This is also the stored format.
 * Immutable.
 */
public final class PackedLabels {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final int width;
  private final int size;
  private final byte[] bytes;

  /** Keeps {@code bytes}, which must not be modified afterwards. */
  PackedLabels(int width, byte[] bytes) {
    this.width = width;
    this.size = bytes.length / width;
    this.bytes = bytes;
  }

  /** A source of labels. */
  @FunctionalInterface
  public interface Source {
    long label(int index);
  }

  /**
   * Packs the labels 0 to {@code size - 1} of {@code source}, each of which is read once, in order.
   */
  public static PackedLabels pack(int size, Source source) {
    PackedLabelsBuilder builder = new PackedLabelsBuilder(size);
    for (int i = 0; i < size; i++) {
      builder.append(source.label(i));
    }
    return builder.build();
  }

  /**
   * Creates labels from the results of {@link #width} and {@link #toByteArray}.
   *
   * @throws IllegalArgumentException when the width does not match the bytes
   */
  public static PackedLabels of(int width, byte[] bytes) {
    if ((width != 1 && width != 2 && width != 4 && width != 8) || bytes.length % width != 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%d bytes are no labels of %d bytes each", bytes.length, width));
    }
    return new PackedLabels(width, bytes.clone());
  }

  /** Number of labels. */
  public int size() {
    return size;
  }

  /** Returns the bytes per label: 1, 2, 4 or 8. */
  public int width() {
    return width;
  }

  public long get(int index) {
    return get(bytes, width, checkIndex(index, size));
  }

  public byte[] toByteArray() {
    return bytes.clone();
  }

  /** Copies the labels {@code from} to before {@code to}, as they are stored. */
  void copyTo(int from, int to, byte[] target, int targetOffset) {
    checkFromToIndex(from, to, size);
    System.arraycopy(bytes, from * width, target, targetOffset, (to - from) * width);
  }

  static long get(byte[] column, int width, int index) {
    int offset = index * width;
    return switch (width) {
      case 1 -> column[offset];
      case 2 -> (short) SHORT.get(column, offset);
      case 4 -> (int) INT.get(column, offset);
      default -> (long) LONG.get(column, offset);
    };
  }

  static void put(byte[] column, int width, int index, long label) {
    int offset = index * width;
    switch (width) {
      case 1 -> column[offset] = (byte) label;
      case 2 -> SHORT.set(column, offset, (short) label);
      case 4 -> INT.set(column, offset, (int) label);
      default -> LONG.set(column, offset, label);
    }
  }

  /** Writes the first {@code count} of {@code labels} from {@code index} on. */
  static void putAll(byte[] column, int width, int index, long[] labels, int count) {
    int offset = index * width;
    switch (width) {
      case 1 -> {
        for (int i = 0; i < count; i++) {
          column[offset + i] = (byte) labels[i];
        }
      }
      case 2 -> {
        for (int i = 0; i < count; i++) {
          SHORT.set(column, offset + 2 * i, (short) labels[i]);
        }
      }
      case 4 -> {
        for (int i = 0; i < count; i++) {
          INT.set(column, offset + 4 * i, (int) labels[i]);
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          LONG.set(column, offset + 8 * i, labels[i]);
        }
      }
    }
  }

  /** Returns the smallest width that can represent both. */
  static int width(long smallest, long largest) {
    if (smallest == (byte) smallest && largest == (byte) largest) {
      return 1;
    }
    if (smallest == (short) smallest && largest == (short) largest) {
      return 2;
    }
    return smallest == (int) smallest && largest == (int) largest ? 4 : 8;
  }
}
