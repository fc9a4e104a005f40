package org.modyn.ml.image;

import org.modyn.common.error.ModynException;
import org.modyn.common.function.Arguments;
import org.modyn.ml.random.SampleRandom;

/** A border around an image, as torchvision's {@code Pad}. */
final class Pad implements PixelTransform {
  private final ImageShape output;
  private final Padding padding;
  private final Border border;

  /**
   * @throws ModynException INVALID_ARGUMENT for a fill or a width that no image can have
   */
  Pad(ImageShape input, Arguments arguments) {
    padding = Padding.read(arguments, "padding");
    border = Border.read(arguments);
    output = new ImageShape(input.size().map(padding::around), input.channels());
  }

  @Override
  public ImageShape output() {
    return output;
  }

  @Override
  public void apply(PixelBuffer input, PixelBuffer output, SampleRandom random) {
    border.apply(input, padding, output);
  }
}
