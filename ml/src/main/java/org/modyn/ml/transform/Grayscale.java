package org.modyn.ml.transform;

import java.util.Arrays;
import java.util.List;
import org.modyn.common.function.Arguments;
import org.modyn.ml.parser.Grey;
import org.modyn.ml.tensor.TensorSpecification;

/**
 * Makes an image {@code [height, width, channels]} grey, as torchvision's {@code Grayscale} does
 * with Pillow: {@code (299 R + 587 G + 114 B) / 1000}, rounded, in one or three equal channels.
 */
final class Grayscale implements Transformation {
  private final TensorSpecification output;
  private final int inputChannels;
  private final int outputChannels;

  /**
   * @throws org.modyn.common.error.ModynException INVALID_ARGUMENT when there are not 1 or 3
   *     channels before and after
   */
  Grayscale(TensorSpecification input, Arguments arguments) {
    inputChannels = Math.toIntExact(input.shape().get(2));
    outputChannels = (int) Math.min(4, arguments.whole("num_output_channels"));
    if (outputChannels != 1 && outputChannels != 3) {
      throw arguments.error(
          "num_output_channels",
          "expected 1 or 3, but got " + arguments.whole("num_output_channels"));
    }
    if (inputChannels != 1 && inputChannels != 3) {
      throw arguments.error(
          "num_output_channels", "the image has neither 1 nor 3 channels: " + input);
    }
    output =
        new TensorSpecification(
            input.name(),
            input.dataType(),
            List.of(input.shape().get(0), input.shape().get(1), (long) outputChannels));
  }

  @Override
  public TensorSpecification output() {
    return output;
  }

  @Override
  public void apply(float[] input, float[] output) {
    for (int pixel = 0; pixel < input.length / inputChannels; pixel++) {
      int from = pixel * inputChannels;
      float grey =
          inputChannels == 1
              ? input[from]
              : Grey.ofColour((int) input[from], (int) input[from + 1], (int) input[from + 2]);
      int to = pixel * outputChannels;
      Arrays.fill(output, to, to + outputChannels, grey);
    }
  }
}
