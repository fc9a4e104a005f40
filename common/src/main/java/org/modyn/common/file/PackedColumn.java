package org.modyn.common.file;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Frame-of-reference encoding of a column of 64-bit integers: the smallest value is stored once as
 * the base, and each value as its difference from the base, in as few bytes as the largest
 * difference needs. A constant column takes no bytes; keys of one dataset typically take 4 bytes,
 * labels 1. All values have the same width, so a value is located by a multiplication.
 *
 * @param base the number that is added to every stored number; 0 for a width of 8
 * @param width bytes per value: 0, 1, 2, 4 or 8, little endian, unsigned
 */
public record PackedColumn(long base, int width) {
  /** Values that are copied at a time: 16 KiB. */
  private static final int BLOCK = 4096;

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Returns the narrowest encoding of the first {@code count} values. */
  public static PackedColumn of(long[] values, int count) {
    if (count == 0) {
      return new PackedColumn(0, 0);
    }
    long smallest = values[0];
    long largest = values[0];
    for (int index = 1; index < count; index++) {
      smallest = Math.min(smallest, values[index]);
      largest = Math.max(largest, values[index]);
    }
    int width = width(largest - smallest);
    return new PackedColumn(width == Long.BYTES ? 0 : smallest, width);
  }

  /** A negative distance has overflowed 63 bits. */
  private static int width(long distance) {
    if (distance < 0 || distance >= 1L << 32) {
      return Long.BYTES;
    }
    if (distance >= 1 << 16) {
      return Integer.BYTES;
    }
    if (distance >= 1 << 8) {
      return Short.BYTES;
    }
    return distance == 0 ? 0 : Byte.BYTES;
  }

  /** Returns whether this is a packing that {@link #of} makes. */
  public boolean isValid() {
    return switch (width) {
      case 0, Byte.BYTES, Short.BYTES, Integer.BYTES -> true;
      case Long.BYTES -> base == 0;
      default -> false;
    };
  }

  /** Returns the number of bytes that {@code count} values take. */
  public long size(long count) {
    return count * width;
  }

  /** Writes the values {@code from} to {@code from + count} of an array. */
  public void encode(long[] values, int from, int count, MemorySegment target, long offset) {
    switch (width) {
      case 0 -> {}
      case Byte.BYTES -> {
        for (int index = 0; index < count; index++) {
          target.set(ValueLayout.JAVA_BYTE, offset + index, (byte) (values[from + index] - base));
        }
      }
      case Short.BYTES -> {
        for (int index = 0; index < count; index++) {
          target.set(SHORT, offset + 2L * index, (short) (values[from + index] - base));
        }
      }
      case Integer.BYTES -> {
        for (int index = 0; index < count; index++) {
          target.set(INT, offset + 4L * index, (int) (values[from + index] - base));
        }
      }
      default -> MemorySegment.copy(values, from, target, LONG, offset, count);
    }
  }

  /**
   * Reads {@code count} values.
   *
   * @param offset of the first of them
   */
  public void decode(MemorySegment source, long offset, long[] target, int from, int count) {
    switch (width) {
      case 0 -> Arrays.fill(target, from, from + count, base);
      case Byte.BYTES -> {
        for (int index = 0; index < count; index++) {
          target[from + index] =
              base + Byte.toUnsignedLong(source.get(ValueLayout.JAVA_BYTE, offset + index));
        }
      }
      case Short.BYTES -> {
        for (int index = 0; index < count; index++) {
          target[from + index] =
              base + Short.toUnsignedLong(source.get(SHORT, offset + 2L * index));
        }
      }
      case Integer.BYTES -> decodeInts(source, offset, target, from, count);
      default -> MemorySegment.copy(source, LONG, offset, target, from, count);
    }
  }

  /** Copies blocks first: a loop over arrays is fast long before the compiler has optimized it. */
  private void decodeInts(MemorySegment source, long offset, long[] target, int from, int count) {
    int[] block = new int[Math.min(count, BLOCK)];
    for (int done = 0; done < count; done += block.length) {
      int size = Math.min(block.length, count - done);
      MemorySegment.copy(source, INT, offset + (long) done * Integer.BYTES, block, 0, size);
      for (int index = 0; index < size; index++) {
        target[from + done + index] = base + Integer.toUnsignedLong(block[index]);
      }
    }
  }
}
