package org.modyn.ml.transform;

import java.util.List;
import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorSpecification;

/**
 * From an image, uint8 {@code [height, width, channels]}, to float32 {@code [channels, height,
 * width]} of 0 to 1, as torchvision's {@code ToTensor}.
 */
final class ToTensor implements Transformation {
  private final int pixels;
  private final int channels;
  private final TensorSpecification output;

  /**
   * @throws ModynException INVALID_ARGUMENT when the input is no image
   */
  ToTensor(TensorSpecification input) {
    if (input.dataType() != TensorDataType.UINT8 || input.shape().size() != 3) {
      throw ModynException.invalidArgument(
          "ToTensor needs an image, uint8 [batch, height, width, channels], but gets %s; leave it"
              + " out when samples are tensors already",
          input);
    }
    long height = input.shape().get(0);
    long width = input.shape().get(1);
    channels = Math.toIntExact(input.shape().get(2));
    pixels = Math.toIntExact(height * width);
    output =
        new TensorSpecification(
            input.name(), TensorDataType.FLOAT32, List.of((long) channels, height, width));
  }

  @Override
  public TensorSpecification output() {
    return output;
  }

  @Override
  public void apply(float[] input, float[] output) {
    for (int channel = 0; channel < channels; channel++) {
      int target = channel * pixels;
      for (int pixel = 0; pixel < pixels; pixel++) {
        output[target + pixel] = input[pixel * channels + channel] / 255;
      }
    }
  }
}
