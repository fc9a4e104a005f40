package org.modyn.ml.image;

import java.util.List;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.Arguments;

/** Reads image sizes from the arguments of calls. */
final class Sizes {
  /** The most pixels in a row or column. */
  static final int MAXIMUM = Short.MAX_VALUE;

  private Sizes() {}

  /**
   * Height and width; one number alone is both.
   *
   * @throws ModynException INVALID_ARGUMENT for more than {@link #MAXIMUM}
   */
  static ImageSize heightAndWidth(Arguments arguments, String parameter) {
    List<Long> size = arguments.wholes(parameter);
    return new ImageSize(
        limited(arguments, parameter, size.getFirst()),
        limited(arguments, parameter, size.getLast()));
  }

  static int limited(Arguments arguments, String parameter, long pixels) {
    if (pixels > MAXIMUM) {
      throw arguments.error(parameter, "at most " + MAXIMUM + " pixels, but got " + pixels);
    }
    return (int) pixels;
  }
}
