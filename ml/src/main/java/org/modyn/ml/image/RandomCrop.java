package org.modyn.ml.image;

import org.modyn.common.error.ModynException;
import org.modyn.common.function.Arguments;
import org.modyn.ml.random.SampleRandom;

/**
 * Crops a part of a given size at a random position, as torchvision's {@code RandomCrop}. {@code
 * padding} is applied first; with {@code pad_if_needed}, each edge that is too short is then padded
 * on both sides by the missing length.
 */
final class RandomCrop implements PixelTransform {
  private final ImageShape output;
  private final ImageSize size;
  private final Padding padding;
  private final boolean padIfNeeded;
  private final Border border;

  /**
   * @throws ModynException INVALID_ARGUMENT when images of this shape are smaller than the part
   */
  RandomCrop(ImageShape input, Arguments arguments) {
    size = Sizes.heightAndWidth(arguments, "size");
    padding = arguments.has("padding") ? Padding.read(arguments, "padding") : Padding.NONE;
    padIfNeeded = arguments.flag("pad_if_needed");
    border = Border.read(arguments, input.channels());
    input.size().map(padding::around).ifPresent(this::checkSize);
    output = input.withSize(size);
  }

  private void checkSize(ImageSize image) {
    if (!padIfNeeded && (image.height() < size.height() || image.width() < size.width())) {
      throw ModynException.invalidArgument(
          "has only %s for a RandomCrop of %s; pad_if_needed=True adds the missing pixels",
          image, size);
    }
  }

  @Override
  public ImageShape output() {
    return output;
  }

  @Override
  public void apply(PixelBuffer input, PixelBuffer output, PixelWorkspace workspace) {
    PixelBuffer padded = pad(input, workspace.scratch());
    checkSize(padded.size());
    SampleRandom random = workspace.random();
    Region part = workspace.region();
    part.set(
        random.nextInt(padded.height() - size.height() + 1),
        random.nextInt(padded.width() - size.width() + 1),
        size.height(),
        size.width());
    part.copy(padded, output);
  }

  /** The image itself when no padding is needed. */
  PixelBuffer pad(PixelBuffer input, PixelBuffer scratch) {
    ImageSize inner = padding.around(input.size());
    int vertical = padIfNeeded ? Math.max(0, size.height() - inner.height()) : 0;
    int horizontal = padIfNeeded ? Math.max(0, size.width() - inner.width()) : 0;
    Padding all = padding.plus(horizontal, vertical);
    if (all.equals(Padding.NONE)) {
      return input;
    }
    border.apply(input, all, scratch);
    return scratch;
  }
}
