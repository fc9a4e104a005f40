package org.modyn.ml.parser;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.modyn.ml.tensor.TensorDataType;

/** The types that numbers have in the bytes of a record. */
public enum FieldType {
  INT8("int8", 1, TensorDataType.INT8),
  INT16("int16", 2, TensorDataType.INT16),
  INT32("int32", 4, TensorDataType.INT32),
  INT64("int64", 8, TensorDataType.INT64),
  UINT8("uint8", 1, TensorDataType.INT16),
  UINT16("uint16", 2, TensorDataType.INT32),
  UINT32("uint32", 4, TensorDataType.INT64),
  FLOAT32("float32", 4, TensorDataType.FLOAT32),
  FLOAT64("float64", 8, TensorDataType.FLOAT64);

  private final String typeName;
  private final int bytes;
  private final TensorDataType smallestTensorType;

  FieldType(String typeName, int bytes, TensorDataType smallestTensorType) {
    this.typeName = typeName;
    this.bytes = bytes;
    this.smallestTensorType = smallestTensorType;
  }

  /** The name in a pipeline file. */
  String typeName() {
    return typeName;
  }

  public int bytes() {
    return bytes;
  }

  /** The largest value; for integer types only. */
  public long largest() {
    return switch (this) {
      case INT8 -> Byte.MAX_VALUE;
      case UINT8 -> 0xFF;
      case INT16 -> Short.MAX_VALUE;
      case UINT16 -> 0xFFFF;
      case INT32 -> Integer.MAX_VALUE;
      case UINT32 -> 0xFFFF_FFFFL;
      case INT64 -> Long.MAX_VALUE;
      case FLOAT32, FLOAT64 -> throw new IllegalStateException(typeName + " is no integer type");
    };
  }

  public boolean isFloating() {
    return smallestTensorType.isFloating();
  }

  /** Whether every value has one in the other type, but for the precision of a floating one. */
  boolean fits(TensorDataType dataType) {
    return dataType.isFloating()
        || (!isFloating()
            && (dataType.bytes() >= smallestTensorType.bytes()
                || (this == UINT8 && dataType == TensorDataType.UINT8))
            && (dataType != TensorDataType.UINT8 || this == UINT8));
  }

  /** The value at an offset; for integer types only. */
  long readLong(MemorySegment bytes, long offset, boolean bigEndian) {
    return switch (this) {
      case INT8 -> bytes.get(ValueLayout.JAVA_BYTE, offset);
      case UINT8 -> Byte.toUnsignedLong(bytes.get(ValueLayout.JAVA_BYTE, offset));
      case INT16 -> bytes.get(bigEndian ? BIG_SHORT : LITTLE_SHORT, offset);
      case UINT16 -> Short.toUnsignedLong(bytes.get(bigEndian ? BIG_SHORT : LITTLE_SHORT, offset));
      case INT32 -> bytes.get(bigEndian ? BIG_INT : LITTLE_INT, offset);
      case UINT32 -> Integer.toUnsignedLong(bytes.get(bigEndian ? BIG_INT : LITTLE_INT, offset));
      case INT64 -> bytes.get(bigEndian ? BIG_LONG : LITTLE_LONG, offset);
      case FLOAT32, FLOAT64 -> throw new IllegalStateException(typeName + " is no integer type");
    };
  }

  double readDouble(MemorySegment bytes, long offset, boolean bigEndian) {
    return switch (this) {
      case FLOAT32 -> Float.intBitsToFloat(bytes.get(bigEndian ? BIG_INT : LITTLE_INT, offset));
      case FLOAT64 ->
          Double.longBitsToDouble(bytes.get(bigEndian ? BIG_LONG : LITTLE_LONG, offset));
      default -> readLong(bytes, offset, bigEndian);
    };
  }

  static FieldType ofName(String typeName) {
    return Arrays.stream(values())
        .filter(type -> type.typeName.equals(typeName))
        .findAny()
        .orElseThrow(() -> new IllegalArgumentException("no field type is named " + typeName));
  }

  static List<String> names() {
    return Arrays.stream(values()).map(FieldType::typeName).toList();
  }

  private static final ValueLayout.OfShort LITTLE_SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfInt LITTLE_INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong LITTLE_LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort BIG_SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt BIG_INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong BIG_LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
}
