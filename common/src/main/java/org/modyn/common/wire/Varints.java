package org.modyn.common.wire;

/** Encodes Protocol Buffers' base-128 integers to arrays. */
public final class Varints {
  private Varints() {}

  /** Returns the encoded size of {@code value}, 1 to 10 bytes; 10 for a negative value. */
  public static int size(long value) {
    return (Long.SIZE - Long.numberOfLeadingZeros(value | 1) + 6) / 7;
  }

  /** Writes {@code value} and returns the position after it. */
  public static int put(byte[] target, int position, long value) {
    int at = position;
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      target[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    target[at++] = (byte) rest;
    return at;
  }
}
