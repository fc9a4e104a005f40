package org.modyn.ml.weights;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/** The formats of floating-point numbers in 16 bits that files may hold, by their names there. */
enum HalfPrecision {
  /** IEEE 754 binary16: 5 bits of exponent, 10 of fraction. */
  F16 {
    @Override
    float widen(short bits) {
      return Float.float16ToFloat(bits);
    }
  },
  /** The upper half of a float32: 8 bits of exponent, 7 of fraction. */
  BF16 {
    @Override
    float widen(short bits) {
      return Float.intBitsToFloat(bits << Short.SIZE);
    }
  };

  private static final ValueLayout.OfShort BITS =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT.withOrder(ByteOrder.LITTLE_ENDIAN);

  static Optional<HalfPrecision> of(String dtype) {
    return Arrays.stream(values()).filter(format -> format.name().equals(dtype)).findAny();
  }

  /** The same number, exactly. */
  abstract float widen(short bits);

  /**
   * The same numbers as float32.
   *
   * @param numbers little endian
   * @param arena of the result
   */
  MemorySegment widen(MemorySegment numbers, Arena arena) {
    long count = numbers.byteSize() / Short.BYTES;
    MemorySegment widened = arena.allocate(FLOAT, count);
    for (long index = 0; index < count; index++) {
      widened.setAtIndex(FLOAT, index, widen(numbers.get(BITS, index * Short.BYTES)));
    }
    return widened;
  }
}
