package org.modyn.ml.image;

import java.util.List;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.Arguments;

/**
 * Pixels to add at the edges of an image.
 *
 * @param left pixels, at least 0, as the other three
 */
record Padding(int left, int top, int right, int bottom) {
  static final Padding NONE = new Padding(0, 0, 0, 0);

  /**
   * Reads one width for all sides, two for left and right, and for top and bottom, or four for
   * left, top, right and bottom.
   *
   * @throws ModynException INVALID_ARGUMENT for more than {@link Sizes#MAXIMUM} pixels
   */
  static Padding read(Arguments arguments, String parameter) {
    List<Long> widths = arguments.wholes(parameter);
    int left = Sizes.limited(arguments, parameter, widths.getFirst());
    int top = widths.size() == 1 ? left : Sizes.limited(arguments, parameter, widths.get(1));
    if (widths.size() < 4) {
      return new Padding(left, top, left, top);
    }
    return new Padding(
        left,
        top,
        Sizes.limited(arguments, parameter, widths.get(2)),
        Sizes.limited(arguments, parameter, widths.get(3)));
  }

  /** With more pixels on both sides. */
  Padding plus(int horizontal, int vertical) {
    return new Padding(left + horizontal, top + vertical, right + horizontal, bottom + vertical);
  }

  ImageSize around(ImageSize size) {
    return new ImageSize(size.height() + top + bottom, size.width() + left + right);
  }
}
