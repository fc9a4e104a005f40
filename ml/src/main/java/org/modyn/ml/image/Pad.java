package org.modyn.ml.image;

import org.modyn.common.error.ModynException;
import org.modyn.common.function.Arguments;

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
    border = Border.read(arguments, input.channels());
    output = new ImageShape(input.size().map(padding::around), input.channels());
  }

  @Override
  public ImageShape output() {
    return output;
  }

  @Override
  public void apply(PixelBuffer input, PixelBuffer output, PixelWorkspace workspace) {
    border.apply(input, padding, output);
  }
}
