package org.modyn.ml.parser;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.Arguments;
import org.modyn.ml.tensor.TensorDataType;

/**
 * One field of a record, as {@code Field("distance", "uint16", tensor="numerical_input",
 * dtype="float32", scale=0.001)}.
 *
 * @param count the number of consecutive numbers of the type
 * @param shape the shape of the tensor; empty if the field does not define it
 * @param tensor the tensor whose columns the numbers become
 * @param dataType the type of the tensor, if the field defines it
 * @param scale a factor, if the field defines one
 */
public record RecordField(
    String name,
    FieldType type,
    int count,
    List<Long> shape,
    String tensor,
    Optional<TensorDataType> dataType,
    Optional<Double> scale) {

  /**
   * Reads a field of a record.
   *
   * @param arguments of a call of {@code Field}
   * @throws ModynException INVALID_ARGUMENT when shape and count differ, or are too large
   */
  public static RecordField read(Arguments arguments) {
    String name = arguments.text("name");
    List<Long> shape = arguments.has("shape") ? arguments.wholes("shape") : List.of();
    int count = count(arguments, shape);
    return new RecordField(
        name,
        FieldType.ofName(arguments.text("type")),
        count,
        shape,
        arguments.optionalText("tensor").orElse(name),
        arguments.optionalText("dtype").map(TensorDataType::ofTorchName),
        arguments.optionalNumber("scale"));
  }

  private static int count(Arguments arguments, List<Long> shape) {
    try {
      long count = arguments.whole("count");
      if (!shape.isEmpty()) {
        long elements = shape.stream().reduce(1L, Math::multiplyExact);
        if (count != 1 && count != elements) {
          throw arguments.error(
              "shape",
              String.format(
                  Locale.ROOT, "%s has %d elements, but count is %d", shape, elements, count));
        }
        count = elements;
      }
      return Math.toIntExact(count);
    } catch (ArithmeticException e) {
      ModynException error = arguments.error("count", "more numbers than a record can have");
      error.initCause(e);
      throw error;
    }
  }

  /** Bytes of the field in a record. */
  public int bytes() {
    return Math.multiplyExact(type.bytes(), count);
  }
}
