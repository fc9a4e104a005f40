package org.modyn.modelstorage.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * How the elements of a model are expressed by those of another one, without a loss: the bits come
 * back as they were, whatever they mean. Elements that change little become numbers with many
 * leading zeros.
 */
public enum Difference {
  /** The elements themselves. */
  NONE(0),
  /** The bits in which the elements differ. */
  XOR(1),
  /**
   * The difference of the elements' bits as integers, with the sign in the lowest bit: 0, -1, 1, -2
   * become 0, 1, 2, 3. For floating-point numbers of one sign it is the number of representable
   * numbers between them, so that it is small even where an exponent changes.
   */
  SUB(2);

  private static final VarHandle SHORTS = view(short[].class);
  private static final VarHandle INTS = view(int[].class);
  private static final VarHandle LONGS = view(long[].class);

  private final byte code;

  Difference(int code) {
    this.code = (byte) code;
  }

  private static VarHandle view(Class<?> array) {
    return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.LITTLE_ENDIAN);
  }

  byte code() {
    return code;
  }

  /**
   * Replaces elements by their difference from others.
   *
   * @param length in bytes, a multiple of {@code width}
   * @param width of an element, in bytes: 1, 2, 4 or 8
   */
  void encode(byte[] elements, byte[] others, int length, int width) {
    switch (this) {
      case NONE -> {
        // nothing to replace
      }
      case XOR -> xor(elements, others, length);
      case SUB -> subtract(elements, others, length, width);
    }
  }

  /** The inverse of {@link #encode}. */
  void decode(byte[] differences, byte[] others, int length, int width) {
    switch (this) {
      case NONE -> {
        // nothing to replace
      }
      case XOR -> xor(differences, others, length);
      case SUB -> add(differences, others, length, width);
    }
  }

  private static void xor(byte[] elements, byte[] others, int length) {
    int longs = length & -Long.BYTES;
    for (int i = 0; i < longs; i += Long.BYTES) {
      LONGS.set(elements, i, (long) LONGS.get(elements, i) ^ (long) LONGS.get(others, i));
    }
    for (int i = longs; i < length; i++) {
      elements[i] ^= others[i];
    }
  }

  private static void subtract(byte[] elements, byte[] others, int length, int width) {
    switch (width) {
      case Byte.BYTES -> {
        for (int i = 0; i < length; i++) {
          int difference = (byte) (elements[i] - others[i]);
          elements[i] = (byte) (difference << 1 ^ difference >> 31);
        }
      }
      case Short.BYTES -> {
        for (int i = 0; i < length; i += Short.BYTES) {
          int difference =
              (short) ((short) SHORTS.get(elements, i) - (short) SHORTS.get(others, i));
          SHORTS.set(elements, i, (short) (difference << 1 ^ difference >> 31));
        }
      }
      case Integer.BYTES -> {
        for (int i = 0; i < length; i += Integer.BYTES) {
          int difference = (int) INTS.get(elements, i) - (int) INTS.get(others, i);
          INTS.set(elements, i, difference << 1 ^ difference >> 31);
        }
      }
      case Long.BYTES -> {
        for (int i = 0; i < length; i += Long.BYTES) {
          long difference = (long) LONGS.get(elements, i) - (long) LONGS.get(others, i);
          LONGS.set(elements, i, difference << 1 ^ difference >> 63);
        }
      }
      default -> throw new IllegalArgumentException("width is " + width);
    }
  }

  private static void add(byte[] differences, byte[] others, int length, int width) {
    switch (width) {
      case Byte.BYTES -> {
        for (int i = 0; i < length; i++) {
          int code = Byte.toUnsignedInt(differences[i]);
          differences[i] = (byte) (others[i] + (code >>> 1 ^ -(code & 1)));
        }
      }
      case Short.BYTES -> {
        for (int i = 0; i < length; i += Short.BYTES) {
          int code = Short.toUnsignedInt((short) SHORTS.get(differences, i));
          SHORTS.set(
              differences, i, (short) ((short) SHORTS.get(others, i) + (code >>> 1 ^ -(code & 1))));
        }
      }
      case Integer.BYTES -> {
        for (int i = 0; i < length; i += Integer.BYTES) {
          int code = (int) INTS.get(differences, i);
          INTS.set(differences, i, (int) INTS.get(others, i) + (code >>> 1 ^ -(code & 1)));
        }
      }
      case Long.BYTES -> {
        for (int i = 0; i < length; i += Long.BYTES) {
          long code = (long) LONGS.get(differences, i);
          LONGS.set(differences, i, (long) LONGS.get(others, i) + (code >>> 1 ^ -(code & 1)));
        }
      }
      default -> throw new IllegalArgumentException("width is " + width);
    }
  }
}
