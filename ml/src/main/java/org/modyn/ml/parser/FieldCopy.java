package org.modyn.ml.parser;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.modyn.ml.tensor.TensorDataType;

/**
 * The copy of one field of a record to the columns of a tensor.
 *
 * @param offset of the field in the record, in bytes
 * @param count the number of numbers in the field
 * @param tensor the index of the tensor
 * @param columns the number of columns of that tensor
 * @param column the index of the field's first column
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
    double scale) {

  void copy(MemorySegment bytes, long recordOffset, MemorySegment target, int row) {
    long from = recordOffset + offset;
    long element = row * columns + column;
    for (int index = 0; index < count; index++) {
      if (dataType.isFloating()) {
        putFloating(target, element, type.readDouble(bytes, from, bigEndian) * scale);
      } else {
        putWhole(target, element, type.readLong(bytes, from, bigEndian));
      }
      from += type.bytes();
      element++;
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
