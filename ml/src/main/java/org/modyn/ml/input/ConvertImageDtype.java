package org.modyn.ml.input;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.Arguments;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorSpecification;

/**
 * Converts the type of tensors and scales the values to its range, as torchvision's {@code
 * ConvertImageDtype}: floating values are shares of 0 to 1, integers of 0 to the largest one.
 */
final class ConvertImageDtype implements BatchTransform {
  /** Below 1, so that the largest share becomes the largest integer and not the one after it. */
  private static final double SHARE_OF_THE_LAST = 1 - 1e-3;

  private final TensorDataType from;
  private final TensorDataType to;
  private final TensorSpecification output;

  /**
   * @throws ModynException INVALID_ARGUMENT when a floating-point type cannot represent all values
   *     of the integer type; UNIMPLEMENTED to float16
   */
  ConvertImageDtype(TensorSpecification input, Arguments arguments) {
    from = input.dataType();
    to = dataType(arguments);
    boolean unsafe =
        from.isFloating()
            && (to == TensorDataType.INT64
                || (to == TensorDataType.INT32 && from == TensorDataType.FLOAT32));
    if (unsafe) {
      throw arguments.error(
          "dtype",
          "%s cannot represent the values of %s distinctly"
              .formatted(from.torchName(), to.torchName()));
    }
    output = new TensorSpecification(input.name(), to, input.shape());
  }

  private static TensorDataType dataType(Arguments arguments) {
    return switch (arguments.constant("dtype")) {
      case "float" -> TensorDataType.FLOAT32;
      case "double" -> TensorDataType.FLOAT64;
      case "float16" ->
          throw ModynException.unimplemented(
              "ConvertImageDtype to float16 is not supported; models take float32");
      case String name -> TensorDataType.ofTorchName(name);
    };
  }

  @Override
  public TensorSpecification output() {
    return output;
  }

  @Override
  public NDArray apply(NDArray input) {
    if (from.isFloating()) {
      return to.isFloating() ? Operations.convert(input, to) : toIntegers(input);
    }
    if (to.isFloating()) {
      NDArray values = Operations.convert(input, to);
      return Operations.divide(values, scalar(input.getManager(), to, maximum(from)));
    }
    return from == to ? input : betweenIntegers(input);
  }

  private NDArray toIntegers(NDArray input) {
    NDArray factor = scalar(input.getManager(), from, maximum(to) + SHARE_OF_THE_LAST);
    return Operations.convert(Operations.multiply(input, factor), to);
  }

  /** Ranges are powers of two, so that one is a multiple of the other. */
  private NDArray betweenIntegers(NDArray input) {
    NDManager manager = input.getManager();
    int shift = bits(from) - bits(to);
    if (shift <= 0) {
      NDArray factor = Operations.convert(manager.create(1L << -shift), to);
      return Operations.multiply(Operations.convert(input, to), factor);
    }
    NDArray values = Operations.convert(input, TensorDataType.INT64);
    NDArray factor = manager.create(1L << shift);
    NDArray multiples = Operations.subtract(values, Operations.remainder(values, factor));
    // the engine divides as float32, which would round; float64 holds each of these quotients
    NDArray quotients =
        Operations.divide(
            Operations.convert(multiples, TensorDataType.FLOAT64),
            Operations.convert(factor, TensorDataType.FLOAT64));
    return Operations.convert(quotients, to);
  }

  private static NDArray scalar(NDManager manager, TensorDataType dataType, double value) {
    return dataType == TensorDataType.FLOAT32
        ? manager.create((float) value)
        : manager.create(value);
  }

  /** Of the largest value. */
  private static int bits(TensorDataType integerType) {
    return 8 * integerType.bytes() - (integerType == TensorDataType.UINT8 ? 0 : 1);
  }

  private static double maximum(TensorDataType integerType) {
    return integerType == TensorDataType.INT64 ? Long.MAX_VALUE : (1L << bits(integerType)) - 1;
  }
}
