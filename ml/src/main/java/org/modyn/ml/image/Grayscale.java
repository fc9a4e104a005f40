package org.modyn.ml.image;

import org.modyn.common.error.ModynException;
import org.modyn.common.function.Arguments;

/**
 * Converts an image to grey, as torchvision's {@code Grayscale} does with Pillow: {@code (299 R +
 * 587 G + 114 B) / 1000}, rounded, in one or three equal channels.
 */
final class Grayscale implements PixelTransform {
  private final ImageShape output;

  /**
   * @throws ModynException INVALID_ARGUMENT for other numbers of channels than 1 and 3
   */
  Grayscale(ImageShape input, Arguments arguments) {
    long channels = arguments.whole("num_output_channels");
    if (channels != 1 && channels != 3) {
      throw arguments.error("num_output_channels", "expected 1 or 3, but got " + channels);
    }
    output = new ImageShape(input.size(), (int) channels);
  }

  @Override
  public ImageShape output() {
    return output;
  }

  @Override
  public void apply(PixelBuffer input, PixelBuffer output, PixelWorkspace workspace) {
    int outputChannels = this.output.channels();
    output.start(input.height(), input.width(), outputChannels);
    byte[] from = input.bytes();
    byte[] to = output.bytes();
    int target = 0;
    for (int source = 0; source < input.length(); source += input.channels()) {
      byte grey =
          input.channels() == 1
              ? from[source]
              : Grey.ofColour(from[source], from[source + 1], from[source + 2]);
      for (int channel = 0; channel < outputChannels; channel++) {
        to[target++] = grey;
      }
    }
  }
}
