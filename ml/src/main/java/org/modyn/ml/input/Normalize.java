package org.modyn.ml.input;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Locale;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.Arguments;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorSpecification;

/**
 * {@code (x - mean) / std} for each channel of float32 or float64 {@code [batch, ..., channels,
 * height, width]}, as torchvision's {@code Normalize}. One mean or deviation counts for all
 * channels.
 */
final class Normalize implements BatchTransform {
  private final TensorSpecification output;
  private final double[] means;
  private final double[] deviations;

  /**
   * @throws ModynException INVALID_ARGUMENT when the input has other dimensions or another number
   *     of channels, or a deviation is 0
   */
  Normalize(TensorSpecification input, Arguments arguments) {
    int dimensions = input.shape().size();
    if (!input.dataType().isFloating() || dimensions < 3) {
      throw ModynException.invalidArgument(
          "Normalize needs float32 or float64 [batch, channels, height, width], but gets %s%s",
          input,
          input.dataType() == TensorDataType.UINT8 ? "; transforms.ToTensor() makes it" : "");
    }
    output = input;
    int channels = Math.toIntExact(input.shape().get(dimensions - 3));
    means = perChannel(arguments, "mean", channels);
    deviations = perChannel(arguments, "std", channels);
    for (double deviation : deviations) {
      if ((float) deviation == 0) {
        throw arguments.error("std", "a deviation is 0, or so small that it is 0 as float32");
      }
    }
  }

  private static double[] perChannel(Arguments arguments, String parameter, int channels) {
    double[] given = arguments.numbers(parameter);
    if (given.length != 1 && given.length != channels) {
      throw arguments.error(
          parameter,
          String.format(
              Locale.ROOT, "has %d numbers, but samples have %d channels", given.length, channels));
    }
    return given;
  }

  @Override
  public TensorSpecification output() {
    return output;
  }

  @Override
  public NDArray apply(NDArray input) {
    NDArray values = Operations.subtract(input, column(input, means));
    Operations.divideInPlace(values, column(input, deviations));
    return values;
  }

  private NDArray column(NDArray input, double[] values) {
    NDArray column = input.getManager().create(values, new Shape(values.length, 1, 1));
    return Operations.convert(column, output.dataType());
  }
}
