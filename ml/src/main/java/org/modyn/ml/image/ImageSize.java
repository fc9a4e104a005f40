package org.modyn.ml.image;

import java.util.Locale;
import java.util.Optional;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.Arguments;

/**
 * @param height in pixels, at least 1
 * @param width in pixels, at least 1
 */
public record ImageSize(int height, int width) {
  public ImageSize {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "height is %d, width is %d", height, width));
    }
  }

  /**
   * Reads the optional height and width of a call.
   *
   * @throws ModynException INVALID_ARGUMENT for one without the other, or more than 32767 pixels
   */
  public static Optional<ImageSize> read(Arguments arguments, String height, String width) {
    if (!arguments.has(height) && !arguments.has(width)) {
      return Optional.empty();
    }
    return Optional.of(
        new ImageSize(
            Sizes.limited(arguments, height, arguments.whole(height)),
            Sizes.limited(arguments, width, arguments.whole(width))));
  }

  /** As {@code height 28 and width 32}. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "height %d and width %d", height, width);
  }
}
