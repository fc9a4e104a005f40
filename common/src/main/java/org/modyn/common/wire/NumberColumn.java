package org.modyn.common.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The values of a repeated field of integers. The array is reused for the next message after {@link
 * #clear}, and grows to the size of the largest one; a field that arrives in one part is decoded
 * without a copy, to an array of its size.
 */
public final class NumberColumn {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long CONTINUATION_BITS = 0x8080_8080_8080_8080L;
  private static final int LARGEST_VARINT = 10;

  private long[] values = new long[0];
  private int size;

  /** Appends a value. */
  public void add(long value) {
    reserve(1);
    values[size] = value;
    size++;
  }

  /**
   * Appends the next part of the field from a message of which {@code tag} has been read: one
   * value, or packed values.
   *
   * @throws IOException when the message ends before the field, or a value is malformed
   */
  public void addField(int tag, CodedInputStream message) throws IOException {
    if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT) {
      add(message.readInt64());
    } else {
      byte[] packed = message.readByteArray();
      addPacked(packed, 0, packed.length);
    }
  }

  /**
   * Appends packed values.
   *
   * @param start the index of the first byte of the first value
   * @param end the index after the last byte of the last value
   * @throws IOException when a value is malformed
   */
  public void addPacked(byte[] bytes, int start, int end) throws IOException {
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

  /** Returns the length of a varint, of which 8 bytes are available; 9 if it is longer. */
  private static int lengthOfVarint(byte[] bytes, int at) {
    long ends = ~(long) WORD.get(bytes, at) & CONTINUATION_BITS;
    return Long.numberOfTrailingZeros(ends) / Byte.SIZE + 1;
  }

  /** Decodes a varint byte by byte; returns its length. */
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
    throw new InvalidProtocolBufferException("a varint is not terminated");
  }

  /** Counts varints by their last bytes, in which the highest bit is clear. */
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

  /** Returns the number of values. */
  public int size() {
    return size;
  }

  /** Returns the backing array, of which the first {@link #size} elements are valid. */
  public long[] values() {
    return values;
  }

  /** Returns the values in an array of their number: the backing array if it has that length. */
  public long[] toArray() {
    return size == values.length ? values : Arrays.copyOf(values, size);
  }

  /** Returns the length of the backing array. */
  public int capacity() {
    return values.length;
  }

  /** Removes all values. */
  public void clear() {
    size = 0;
  }
}
