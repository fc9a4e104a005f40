package org.modyn.ml.image;

import java.util.Arrays;
import org.modyn.common.function.Arguments;

/**
 * Crops the center of an image, as torchvision's {@code CenterCrop}: half of an odd remainder is
 * rounded to the even number, and smaller images are padded with a black border, whose odd pixel is
 * at the bottom and right.
 */
final class CenterCrop implements PixelTransform {
  private final ImageShape output;
  private final ImageSize size;

  CenterCrop(ImageShape input, Arguments arguments) {
    size = Sizes.heightAndWidth(arguments, "size");
    output = input.withSize(size);
  }

  /** The start of the crop; negative if it is before the image. */
  private static int start(int length, int cropLength) {
    return cropLength > length
        ? -((cropLength - length) / 2)
        : (int) Math.rint((length - cropLength) / 2.0);
  }

  @Override
  public ImageShape output() {
    return output;
  }

  @Override
  public void apply(PixelBuffer input, PixelBuffer output, PixelWorkspace workspace) {
    int top = start(input.height(), size.height());
    int left = start(input.width(), size.width());
    int channels = input.channels();
    output.start(size.height(), size.width(), channels);
    Arrays.fill(output.bytes(), 0, output.length(), (byte) 0);
    int firstColumn = Math.max(0, left);
    int columns = Math.min(input.width(), left + size.width()) - firstColumn;
    for (int y = Math.max(0, top); y < Math.min(input.height(), top + size.height()); y++) {
      System.arraycopy(
          input.bytes(),
          y * input.stride() + firstColumn * channels,
          output.bytes(),
          (y - top) * output.stride() + (firstColumn - left) * channels,
          columns * channels);
    }
  }
}
