package org.modyn.ml.image;

import org.modyn.common.error.ModynException;
import org.modyn.common.function.Arguments;

/** Mirrors an image with a probability, as torchvision's {@code RandomHorizontalFlip}. */
final class RandomHorizontalFlip implements PixelTransform {
  private final ImageShape output;
  private final double probability;

  /**
   * @throws ModynException INVALID_ARGUMENT for a probability that is not within 0 to 1
   */
  RandomHorizontalFlip(ImageShape input, Arguments arguments) {
    output = input;
    probability = arguments.number("p");
    if (probability < 0 || probability > 1) {
      throw arguments.error("p", "expected a probability of 0 to 1, but got " + probability);
    }
  }

  @Override
  public ImageShape output() {
    return output;
  }

  @Override
  public void apply(PixelBuffer input, PixelBuffer output, PixelWorkspace workspace) {
    if (workspace.random().nextDouble() < probability) {
      Exif.makeUpright(input, Exif.MIRRORED, output);
    } else {
      Region whole = workspace.region();
      whole.setWhole(input);
      whole.copy(input, output);
    }
  }
}
