package org.modyn.ml.tensor;

import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.List;

/** The type of a tensor's elements. */
public enum TensorDataType {
  BOOL("bool", 1, false, DataType.BOOLEAN),
  UINT8("uint8", 1, false, DataType.UINT8),
  INT8("int8", 1, false, DataType.INT8),
  INT16("int16", 2, false, DataType.INT16),
  INT32("int32", 4, false, DataType.INT32),
  INT64("int64", 8, false, DataType.INT64),
  FLOAT32("float32", 4, true, DataType.FLOAT32),
  FLOAT64("float64", 8, true, DataType.FLOAT64);

  private final String torchName;
  private final int bytes;
  private final boolean floating;
  private final DataType engineType;

  TensorDataType(String torchName, int bytes, boolean floating, DataType engineType) {
    this.torchName = torchName;
    this.bytes = bytes;
    this.floating = floating;
    this.engineType = engineType;
  }

  /** PyTorch's name, as {@code int64}; the one that pipeline files use. */
  public String torchName() {
    return torchName;
  }

  /** The size of one element in bytes. */
  public int bytes() {
    return bytes;
  }

  /** Whether elements have fractions. */
  public boolean isFloating() {
    return floating;
  }

  /** The engine's name of this type. */
  public DataType engineType() {
    return engineType;
  }

  /** The type with this {@linkplain #torchName name}; all names are {@link #torchNames}. */
  public static TensorDataType ofTorchName(String torchName) {
    return Arrays.stream(values())
        .filter(type -> type.torchName.equals(torchName))
        .findAny()
        .orElseThrow(() -> new IllegalArgumentException("no tensor type is named " + torchName));
  }

  public static List<String> torchNames() {
    return Arrays.stream(values()).map(TensorDataType::torchName).toList();
  }
}
