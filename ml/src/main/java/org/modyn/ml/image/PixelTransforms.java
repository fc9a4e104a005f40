package org.modyn.ml.image;

import org.modyn.common.error.ModynException;
import org.modyn.common.function.Arguments;

/** The transformations of a pipeline file that change pixels, with torchvision's names. */
public final class PixelTransforms {
  private PixelTransforms() {}

  /**
   * Makes the transformation that a call names.
   *
   * @param input what the images look like before it
   * @throws ModynException INVALID_ARGUMENT for arguments that do not fit; UNIMPLEMENTED for a
   *     transformation that does not run here
   */
  public static PixelTransform create(ImageShape input, Arguments call) {
    return switch (call.function()) {
      case "CenterCrop" -> new CenterCrop(input, call);
      case "Pad" -> new Pad(input, call);
      case "Grayscale" -> new Grayscale(input, call);
      default ->
          throw ModynException.unimplemented(
              "the transformation %s is not supported yet", call.function());
    };
  }
}
