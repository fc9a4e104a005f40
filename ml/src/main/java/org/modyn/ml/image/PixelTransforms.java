package org.modyn.ml.image;

import org.modyn.common.error.ModynException;
import org.modyn.common.function.Arguments;

/** The transformations of a pipeline file that change pixels, with torchvision's names. */
public final class PixelTransforms {
  private PixelTransforms() {}

  /**
   * Creates the transformation that a call names.
   *
   * @param input the properties of the images before the transformation
   * @throws ModynException INVALID_ARGUMENT for invalid arguments
   */
  public static PixelTransform create(ImageShape input, Arguments call) {
    return switch (call.function()) {
      case "Resize" -> new Resize(input, call);
      case "CenterCrop" -> new CenterCrop(input, call);
      case "RandomCrop" -> new RandomCrop(input, call);
      case "RandomResizedCrop" -> new RandomResizedCrop(input, call);
      case "RandomHorizontalFlip" -> new RandomHorizontalFlip(input, call);
      case "Pad" -> new Pad(input, call);
      case "Grayscale" -> new Grayscale(input, call);
      default -> throw new IllegalArgumentException(call.function() + " changes no pixels");
    };
  }
}
