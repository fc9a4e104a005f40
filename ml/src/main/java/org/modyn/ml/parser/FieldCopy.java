package org.modyn.ml.parser;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.modyn.ml.tensor.TensorDataType;

/**
 * The copy of one field of a record to the columns of a tensor.
 *
 * @param offset of the field in the record, in bytes
 * @param count the number of numbers in the field
 * @param tensor the index of the tensor
 * @param columns the number of columns of that tensor
 * @param column the index of the field's first column
 * @param conversion of the field's numbers to those of the tensor
 */
record FieldCopy(
    FieldType type,
    boolean bigEndian,
    int offset,
    int count,
    int tensor,
    TensorDataType dataType,
    long columns,
    long column,
    double scale,
    Conversion conversion) {

  /** How numbers are converted; the common ways need no choice for each number. */
  enum Conversion {
    /** The bytes of a number are the same in the record and in the tensor. */
    NONE,
    /** From int32, little endian: the type of most categories and indexes. */
    INT32_TO_INT64,
    /** Any other. */
    GENERAL;

    static Conversion of(FieldType type, boolean bigEndian, TensorDataType dataType, double scale) {
      boolean nativeOrder =
          type.bytes() == 1 || bigEndian == (ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN);
      if (nativeOrder && scale == 1 && type.typeName().equals(dataType.torchName())) {
        return NONE;
      }
      return type == FieldType.INT32 && !bigEndian && dataType == TensorDataType.INT64
          ? INT32_TO_INT64
          : GENERAL;
    }
  }

  void copy(MemorySegment bytes, long recordOffset, MemorySegment target, int row) {
    long from = recordOffset + offset;
    long element = row * columns + column;
    switch (conversion) {
      case NONE ->
          MemorySegment.copy(
              bytes, from, target, element * dataType.bytes(), (long) count * type.bytes());
      case INT32_TO_INT64 -> widen(bytes, from, target, element);
      case GENERAL -> convert(bytes, from, target, element);
    }
  }

  /** Reads two numbers at a time: that halves the loads, and the loop is small enough to unroll. */
  private void widen(MemorySegment bytes, long from, MemorySegment target, long element) {
    long to = element * Long.BYTES;
    int pairs = count / 2;
    for (int pair = 0; pair < pairs; pair++) {
      long two = bytes.get(FieldType.LITTLE_LONG, from + (long) pair * Long.BYTES);
      long first = to + (long) pair * 2 * Long.BYTES;
      target.set(ValueLayout.JAVA_LONG, first, (int) two);
      target.set(ValueLayout.JAVA_LONG, first + Long.BYTES, two >> Integer.SIZE);
    }
    if (count % 2 != 0) {
      target.setAtIndex(
          ValueLayout.JAVA_LONG,
          element + count - 1,
          bytes.get(FieldType.LITTLE_INT, from + (count - 1L) * Integer.BYTES));
    }
  }

  private void convert(MemorySegment bytes, long from, MemorySegment target, long element) {
    for (int index = 0; index < count; index++) {
      long source = from + (long) index * type.bytes();
      if (dataType.isFloating()) {
        putFloating(target, element + index, type.readDouble(bytes, source, bigEndian) * scale);
      } else {
        putWhole(target, element + index, type.readLong(bytes, source, bigEndian));
      }
    }
  }

  private void putFloating(MemorySegment target, long element, double value) {
    if (dataType == TensorDataType.FLOAT32) {
      target.setAtIndex(ValueLayout.JAVA_FLOAT, element, (float) value);
    } else {
      target.setAtIndex(ValueLayout.JAVA_DOUBLE, element, value);
    }
  }

  private void putWhole(MemorySegment target, long element, long value) {
    switch (dataType) {
      case INT64 -> target.setAtIndex(ValueLayout.JAVA_LONG, element, value);
      case INT32 -> target.setAtIndex(ValueLayout.JAVA_INT, element, (int) value);
      case INT16 -> target.setAtIndex(ValueLayout.JAVA_SHORT, element, (short) value);
      case INT8, UINT8 -> target.set(ValueLayout.JAVA_BYTE, element, (byte) value);
      case BOOL, FLOAT32, FLOAT64 ->
          throw new IllegalStateException(dataType + " is no integer type");
    }
  }
}
