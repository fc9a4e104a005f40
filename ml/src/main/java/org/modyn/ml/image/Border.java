package org.modyn.ml.image;

import java.util.List;
import java.util.Locale;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.Arguments;

/**
 * Defines the pixels beyond an image's edges: a constant, or pixels of the image as in NumPy's
 * {@code pad}, with the same names of the modes.
 *
 * <p>Immutable.
 */
final class Border {
  enum Mode {
    CONSTANT,
    /** The pixel at the edge. */
    EDGE,
    /** Mirrored at the pixel at the edge, which is not repeated. */
    REFLECT,
    /** Mirrored at the edge itself. */
    SYMMETRIC;

    /**
     * Returns the index of the pixel that provides the value at a position.
     *
     * @param position negative before the image, {@code length} or more after it
     */
    private int source(int position, int length) {
      return switch (this) {
        case CONSTANT -> position;
        case EDGE -> Math.clamp(position, 0, length - 1);
        case REFLECT -> {
          int period = Math.max(1, 2 * (length - 1));
          int within = Math.floorMod(position, period);
          yield Math.min(within, period - within) % length;
        }
        case SYMMETRIC -> {
          int within = Math.floorMod(position, 2 * length);
          yield Math.min(within, 2 * length - 1 - within);
        }
      };
    }
  }

  private final Mode mode;

  /** The value of each channel in the mode {@code CONSTANT}. */
  private final byte[] fill;

  private Border(Mode mode, byte[] fill) {
    this.mode = mode;
    this.fill = fill;
  }

  /**
   * Reads the parameters {@code fill} and {@code padding_mode}.
   *
   * @param channels of the images
   * @throws ModynException INVALID_ARGUMENT for a fill that is not a valid pixel value
   */
  static Border read(Arguments arguments, int channels) {
    List<Long> given = arguments.wholes("fill");
    if (given.size() != 1 && given.size() != channels) {
      throw arguments.error(
          "fill",
          String.format(
              Locale.ROOT, "has %d numbers, but images have %d channels", given.size(), channels));
    }
    byte[] fill = new byte[channels];
    for (int channel = 0; channel < channels; channel++) {
      long value = given.get(given.size() == 1 ? 0 : channel);
      if (value > 255) {
        throw arguments.error("fill", "expected at most 255, but got " + value);
      }
      fill[channel] = (byte) value;
    }
    return new Border(Mode.valueOf(arguments.text("padding_mode").toUpperCase(Locale.ROOT)), fill);
  }

  /** Copies an image into a larger one. */
  void apply(PixelBuffer input, Padding padding, PixelBuffer output) {
    int height = padding.top() + input.height() + padding.bottom();
    int width = padding.left() + input.width() + padding.right();
    int channels = input.channels();
    output.start(height, width, channels);
    if (mode == Mode.CONSTANT) {
      for (int index = 0; index < output.length(); index++) {
        output.bytes()[index] = fill[index % channels];
      }
    }
    for (int y = 0; y < height; y++) {
      int row = mode.source(y - padding.top(), input.height());
      if (row < 0 || row >= input.height()) {
        continue;
      }
      int from = row * input.stride();
      int to = y * output.stride();
      System.arraycopy(
          input.bytes(), from, output.bytes(), to + padding.left() * channels, input.stride());
      if (mode != Mode.CONSTANT) {
        copyBorder(input, from, output, to, 0, padding.left(), padding.left());
        copyBorder(input, from, output, to, padding.left() + input.width(), width, padding.left());
      }
    }
  }

  private void copyBorder(
      PixelBuffer input, int from, PixelBuffer output, int to, int begin, int end, int left) {
    int channels = input.channels();
    for (int x = begin; x < end; x++) {
      int column = mode.source(x - left, input.width());
      for (int channel = 0; channel < channels; channel++) {
        output.bytes()[to + x * channels + channel] =
            input.bytes()[from + column * channels + channel];
      }
    }
  }
}
