package org.modyn.modelstorage.format;

import static java.util.Objects.requireNonNull;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Encodes the elements of a block before they are compressed. The encoded elements are the
 * {@linkplain Difference differences}, in place of the elements; or, if the exponents are split off
 * and the elements are float32 numbers:
 *
 * <pre>
 * bytes      content
 * 0..3       X, the size of the exponents: int32, little endian
 * 4..3+X     the highest byte of each difference, in order, run-length encoded if that is set
 * 4+X..      the other three bytes of each difference, in order, the lowest first
 * </pre>
 *
 * <p>Without a difference or with {@code xor}, a number is rotated left by one bit before, so that
 * its highest byte is the exponent, and its lowest bit the sign (the original exchanges the sign
 * and the lowest bit of the exponent for the same purpose).
 *
 * <p>Not thread safe: the buffers of a block are reused.
 */
final class BlockEncoder {
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int EXPONENT_SHIFT = 24;

  private final Encoding encoding;
  private final byte[] exponents = new byte[ModelFileFormat.BLOCK_BYTES / Integer.BYTES];

  BlockEncoder(Encoding encoding) {
    this.encoding = requireNonNull(encoding, "encoding is null");
  }

  /**
   * @param elements are overwritten
   * @param others the elements of the other model; not read without a difference
   * @param length in bytes
   */
  byte[] encode(ElementRun run, byte[] elements, byte[] others, int length) {
    encoding.difference().encode(elements, others, length, run.width());
    if (!splits(run)) {
      return Arrays.copyOf(elements, length);
    }
    int count = length / Integer.BYTES;
    byte[] encoded = new byte[Integer.BYTES + RunLengthCode.maximumSize(count) + 3 * count];
    for (int i = 0; i < count; i++) {
      exponents[i] = (byte) (rotated(elements, i) >>> EXPONENT_SHIFT);
    }
    int size = count;
    if (encoding.runLength()) {
      size = RunLengthCode.encode(exponents, count, encoded, Integer.BYTES);
    } else {
      System.arraycopy(exponents, 0, encoded, Integer.BYTES, count);
    }
    INTS.set(encoded, 0, size);
    int end = Integer.BYTES + size;
    for (int i = 0; i < count; i++) {
      int number = rotated(elements, i);
      encoded[end++] = (byte) number;
      encoded[end++] = (byte) (number >>> 8);
      encoded[end++] = (byte) (number >>> 16);
    }
    return Arrays.copyOf(encoded, end);
  }

  private boolean splits(ElementRun run) {
    return encoding.splitExponent() && run.float32();
  }

  private int rotated(byte[] elements, int index) {
    int number = (int) INTS.get(elements, index * Integer.BYTES);
    return rotates() ? Integer.rotateLeft(number, 1) : number;
  }

  private boolean rotates() {
    return encoding.difference() != Difference.SUB;
  }

  /**
   * The inverse of {@link #encode}.
   *
   * @param elements receives {@code length} bytes
   * @throws MalformedModelFileException when the encoded bytes do not stand for that many
   */
  void decode(ElementRun run, byte[] encoded, byte[] others, byte[] elements, int length)
      throws MalformedModelFileException {
    if (splits(run)) {
      join(encoded, elements, length / Integer.BYTES);
    } else if (encoded.length == length) {
      System.arraycopy(encoded, 0, elements, 0, length);
    } else {
      throw new MalformedModelFileException(
          "a block has " + encoded.length + " bytes instead of " + length);
    }
    encoding.difference().decode(elements, others, length, run.width());
  }

  private void join(byte[] encoded, byte[] elements, int count) throws MalformedModelFileException {
    int size = encoded.length < Integer.BYTES ? -1 : (int) INTS.get(encoded, 0);
    if (size < 0 || size != encoded.length - Integer.BYTES - 3L * count) {
      throw new MalformedModelFileException("a block has exponents of a wrong size: " + size);
    }
    if (encoding.runLength()) {
      RunLengthCode.decode(encoded, Integer.BYTES, size, exponents, count);
    } else if (size == count) {
      System.arraycopy(encoded, Integer.BYTES, exponents, 0, count);
    } else {
      throw new MalformedModelFileException("a block has exponents of a wrong size: " + size);
    }
    int position = Integer.BYTES + size;
    for (int i = 0; i < count; i++) {
      int number =
          Byte.toUnsignedInt(encoded[position++])
              | Byte.toUnsignedInt(encoded[position++]) << 8
              | Byte.toUnsignedInt(encoded[position++]) << 16
              | exponents[i] << EXPONENT_SHIFT;
      INTS.set(elements, i * Integer.BYTES, rotates() ? Integer.rotateRight(number, 1) : number);
    }
  }
}
