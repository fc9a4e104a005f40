package org.modyn.ml.input;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.Arguments;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorSpecification;

/**
 * {@code (x - mean) / std} for each channel of float32 {@code [batch, ..., channels, height,
 * width]}, as torchvision's {@code Normalize}. One mean or deviation counts for all channels.
 */
final class Normalize implements BatchTransform {
  private final TensorSpecification output;
  private final float[] means;
  private final float[] deviations;

  /**
   * @throws ModynException INVALID_ARGUMENT when the input has other dimensions or another number
   *     of channels, or a deviation is 0
   */
  Normalize(TensorSpecification input, Arguments arguments) {
    int dimensions = input.shape().size();
    if (input.dataType() != TensorDataType.FLOAT32 || dimensions < 3) {
      throw ModynException.invalidArgument(
          "Normalize needs float32 [batch, channels, height, width], but gets %s%s",
          input,
          input.dataType() == TensorDataType.UINT8 ? "; transforms.ToTensor() makes it" : "");
    }
    output = input;
    int channels = Math.toIntExact(input.shape().get(dimensions - 3));
    means = perChannel(arguments, "mean", channels);
    deviations = perChannel(arguments, "std", channels);
    for (float deviation : deviations) {
      if (deviation == 0) {
        throw arguments.error("std", "a deviation is 0, or so small that it is 0 as float32");
      }
    }
  }

  private static float[] perChannel(Arguments arguments, String parameter, int channels) {
    double[] given = arguments.numbers(parameter);
    if (given.length != 1 && given.length != channels) {
      throw arguments.error(
          parameter,
          "has %d numbers, but samples have %d channels".formatted(given.length, channels));
    }
    float[] values = new float[given.length];
    for (int channel = 0; channel < given.length; channel++) {
      values[channel] = (float) given[channel];
    }
    return values;
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

  private static NDArray column(NDArray input, float[] values) {
    return input.getManager().create(values, new Shape(values.length, 1, 1));
  }
}
