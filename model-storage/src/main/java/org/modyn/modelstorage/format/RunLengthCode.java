package org.modyn.modelstorage.format;

import java.util.Arrays;

/**
 * Run-length encoding of bytes, as in the original: pairs of a length, 1 to 255, and the byte that
 * is repeated that many times. Takes twice the size of bytes that do not repeat.
 */
final class RunLengthCode {
  private static final int MAXIMUM_RUN = 255;

  private RunLengthCode() {}

  /** The largest size of {@code length} encoded bytes. */
  static int maximumSize(int length) {
    return 2 * length;
  }

  /**
   * @param target with room for {@link #maximumSize} bytes from {@code offset}
   * @return the number of bytes in {@code target}
   */
  static int encode(byte[] source, int length, byte[] target, int offset) {
    int end = offset;
    for (int i = 0; i < length; ) {
      byte value = source[i];
      int run = 1;
      while (run < MAXIMUM_RUN && i + run < length && source[i + run] == value) {
        run++;
      }
      target[end++] = (byte) run;
      target[end++] = value;
      i += run;
    }
    return end - offset;
  }

  /**
   * @param target receives exactly {@code decoded} bytes
   * @throws MalformedModelFileException when the encoded bytes do not stand for that many
   */
  static void decode(byte[] source, int offset, int length, byte[] target, int decoded)
      throws MalformedModelFileException {
    int end = 0;
    for (int i = offset; i + 1 < offset + length; i += 2) {
      int run = Byte.toUnsignedInt(source[i]);
      if (run > decoded - end) {
        throw new MalformedModelFileException("the runs of its exponents are too long");
      }
      Arrays.fill(target, end, end + run, source[i + 1]);
      end += run;
    }
    if (end != decoded || length % 2 != 0) {
      throw new MalformedModelFileException("its exponents are " + end + " instead of " + decoded);
    }
  }
}
