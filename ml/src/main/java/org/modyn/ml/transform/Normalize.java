package org.modyn.ml.transform;

import org.modyn.common.error.ModynException;
import org.modyn.common.function.Arguments;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorSpecification;

/**
 * {@code (x - mean) / std} for each channel of float32 {@code [channels, height, width]}, computed
 * in float32, as torchvision's {@code Normalize}. One mean or deviation counts for all channels.
 */
final class Normalize implements Transformation {
  private final TensorSpecification output;
  private final float[] means;
  private final float[] deviations;

  /**
   * @throws ModynException INVALID_ARGUMENT when the input has other dimensions or another number
   *     of channels, or a deviation is 0
   */
  Normalize(TensorSpecification input, Arguments arguments) {
    if (input.dataType() != TensorDataType.FLOAT32 || input.shape().size() < 3) {
      throw ModynException.invalidArgument(
          "Normalize needs float32 [batch, channels, height, width], but gets %s%s",
          input,
          input.dataType() == TensorDataType.UINT8 ? "; transforms.ToTensor() makes it" : "");
    }
    output = input;
    // dimensions before the channels, as of several frames, would have a stride of their own
    if (input.shape().size() > 3) {
      throw ModynException.unimplemented(
          "Normalize of more than three dimensions a sample is not supported yet: %s", input);
    }
    int channels = Math.toIntExact(input.shape().getFirst());
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
    float[] values = new float[channels];
    for (int channel = 0; channel < channels; channel++) {
      values[channel] = (float) given[given.length == 1 ? 0 : channel];
    }
    return values;
  }

  @Override
  public TensorSpecification output() {
    return output;
  }

  @Override
  public void apply(float[] input, float[] output) {
    int pixels = input.length / means.length;
    for (int channel = 0; channel < means.length; channel++) {
      float mean = means[channel];
      float deviation = deviations[channel];
      for (int index = channel * pixels; index < (channel + 1) * pixels; index++) {
        output[index] = (input[index] - mean) / deviation;
      }
    }
  }
}
