package org.modyn.ml.weights;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.modyn.ml.tensor.TensorDataType;

/** The format's names of types. */
final class SafetensorsType {
  private static final Map<TensorDataType, String> NAMES =
      Map.of(
          TensorDataType.BOOL, "BOOL",
          TensorDataType.UINT8, "U8",
          TensorDataType.INT8, "I8",
          TensorDataType.INT16, "I16",
          TensorDataType.INT32, "I32",
          TensorDataType.INT64, "I64",
          TensorDataType.FLOAT32, "F32",
          TensorDataType.FLOAT64, "F64");
  private static final Map<String, TensorDataType> TYPES =
      NAMES.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));

  private SafetensorsType() {}

  static String nameOf(TensorDataType dataType) {
    return NAMES.get(dataType);
  }

  static Optional<TensorDataType> typeOf(String name) {
    return Optional.ofNullable(TYPES.get(name));
  }
}
