package org.modyn.ml.parser;

import java.util.List;
import java.util.Optional;
import org.modyn.common.function.Arguments;
import org.modyn.common.function.Builtin;
import org.modyn.common.function.Builtins;
import org.modyn.ml.tensor.TensorDataType;

/**
 * One field of a record, as {@code Field("distance", "uint16", tensor="numerical_input",
 * dtype="float32", scale=0.001)}.
 *
 * @param count how many numbers of the type follow each other
 * @param tensor whose columns the numbers become
 * @param dataType the tensor's, when the field says it
 * @param scale a factor, when the field says it
 */
record RecordField(
    String name,
    FieldType type,
    int count,
    String tensor,
    Optional<TensorDataType> dataType,
    Optional<Double> scale) {

  static final Builtins<RecordField> BUILTINS =
      new Builtins<>(
          "field",
          List.of(
              new Builtin<>(
                  "Field",
                  List.of("name", "type", "tensor", "dtype", "scale", "count"),
                  RecordField::read)));

  private static RecordField read(Arguments arguments) {
    String name = arguments.text("name");
    arguments.text("type");
    FieldType type = FieldType.ofName(arguments.choice("type", FieldType.names(), ""));
    Optional<TensorDataType> dataType = Optional.empty();
    if (arguments.has("dtype")) {
      List<String> allowed =
          TensorDataType.torchNames().stream().filter(dtype -> !dtype.equals("bool")).toList();
      dataType = Optional.of(TensorDataType.ofTorchName(arguments.choice("dtype", allowed, "")));
    }
    return new RecordField(
        name,
        type,
        (int) arguments.whole("count", 1, 1),
        arguments.optionalText("tensor").orElse(name),
        dataType,
        arguments.optionalNumber("scale"));
  }

  int bytes() {
    return Math.multiplyExact(type.bytes(), count);
  }
}
