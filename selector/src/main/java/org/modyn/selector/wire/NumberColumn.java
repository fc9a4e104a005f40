package org.modyn.selector.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The values of a repeated field. Its memory is used again for the next message, and grows to what
 * the largest one needs; values that come in one piece are not copied.
 */
final class NumberColumn {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long CONTINUATION_BITS = 0x8080_8080_8080_8080L;
  private static final int LARGEST_VARINT = 10;

  private long[] values = new long[0];
  private int size;

  void add(long value) {
    reserve(1);
    values[size] = value;
    size++;
  }

  void addPacked(byte[] bytes, int start, int end) throws IOException {
    reserve(countOfVarints(bytes, start, end));
    long[] target = values;
    int count = size;
    int at = start;
    while (at < end) {
      if (bytes[at] >= 0) {
        target[count] = bytes[at];
        at++;
      } else {
        int length = at + Long.BYTES <= end ? lengthOfVarint(bytes, at) : LARGEST_VARINT;
        if (length <= Long.BYTES) {
          int unused = Long.SIZE - Byte.SIZE * length;
          long word = (long) WORD.get(bytes, at) << unused >>> unused;
          target[count] = Long.compress(word, ~CONTINUATION_BITS);
          at += length;
        } else {
          at += addLong(bytes, at, end, count);
        }
      }
      count++;
    }
    size = count;
  }

  /** Returns the bytes of a number of which 8 are there; 9 when it is longer than that. */
  private static int lengthOfVarint(byte[] bytes, int at) {
    long ends = ~(long) WORD.get(bytes, at) & CONTINUATION_BITS;
    return Long.numberOfTrailingZeros(ends) / Byte.SIZE + 1;
  }

  /** Decodes byte by byte; returns how many there were. */
  private int addLong(byte[] bytes, int start, int end, int index) throws IOException {
    long value = 0;
    for (int length = 0; length < LARGEST_VARINT && start + length < end; length++) {
      byte next = bytes[start + length];
      value |= (next & 0x7fL) << (7 * length);
      if (next >= 0) {
        values[index] = value;
        return length + 1;
      }
    }
    throw new InvalidProtocolBufferException("a number has no end");
  }

  /** A number's last byte is the one without the highest bit. */
  private static int countOfVarints(byte[] bytes, int start, int end) {
    int continuing = 0;
    int index = start;
    for (; index + Long.BYTES <= end; index += Long.BYTES) {
      continuing += Long.bitCount((long) WORD.get(bytes, index) & CONTINUATION_BITS);
    }
    for (; index < end; index++) {
      continuing += bytes[index] >>> 31;
    }
    return end - start - continuing;
  }

  private void reserve(int count) {
    int needed = Math.addExact(size, count);
    if (needed > values.length) {
      int capacity = size == 0 ? needed : (int) Math.max(needed, Math.min(2L * size, 1 << 30));
      values = Arrays.copyOf(values, capacity);
    }
  }

  /** Returns how many values there are. */
  int size() {
    return size;
  }

  /** Returns the values, of which the first {@link #size} count; they change with this column. */
  long[] values() {
    return values;
  }

  /** Returns how many values it could hold without more memory. */
  int capacity() {
    return values.length;
  }

  void clear() {
    size = 0;
  }
}
