package org.modyn.ml.image;

import java.util.Arrays;
import org.modyn.common.error.ModynException;

/**
 * Scales images as Pillow's {@code Image.resize}: first the rows, then the columns, each rounded to
 * 8 bits. The results are bit-identical. The number of multiplications is about the number of
 * pixels of the input and the result times the filter's support. Memory is reused.
 *
 * <p>Not safe for concurrent use.
 */
final class Resampler {
  private static final int ONE_HALF = 1 << ResamplingWeights.PRECISION_BITS - 1;

  private final ResamplingWeights horizontal = new ResamplingWeights();
  private final ResamplingWeights vertical = new ResamplingWeights();
  private final PixelBuffer rows = new PixelBuffer();
  private int[] sums = {};
  private int[] columns = {};

  /**
   * Scales a part of an image, as if it were cut out first.
   *
   * @param output to be started and filled
   * @throws ModynException INVALID_ARGUMENT for a result of more pixels than an image may have
   */
  void resample(
      PixelBuffer input,
      Region part,
      int height,
      int width,
      ResamplingFilter filter,
      PixelBuffer output) {
    if ((long) height * width > ImageDecoder.MAXIMUM_PIXELS) {
      throw ModynException.invalidArgument(
          "would become an image of height %d and width %d; at most %d pixels can be loaded",
          height, width, ImageDecoder.MAXIMUM_PIXELS);
    }
    output.start(height, width, input.channels());
    if (filter == ResamplingFilter.NEAREST) {
      pickNearest(input, part, output);
    } else if (height == part.height() && width == part.width()) {
      part.copy(input, output);
    } else if (height == part.height()) {
      scaleRows(input, part, filter, output);
    } else if (width == part.width()) {
      scaleColumns(input, part.top(), part.left(), part.height(), filter, output);
    } else {
      rows.start(part.height(), width, input.channels());
      scaleRows(input, part, filter, rows);
      scaleColumns(rows, 0, 0, part.height(), filter, output);
    }
  }

  /**
   * Positions are computed by summation, as in Pillow, because the rounding decides between two
   * pixels.
   */
  private void pickNearest(PixelBuffer input, Region part, PixelBuffer output) {
    int channels = input.channels();
    if (columns.length < output.width()) {
      columns = new int[output.width()];
    }
    double stepX = (double) part.width() / output.width();
    double placeX = stepX * 0.5;
    for (int x = 0; x < output.width(); x++) {
      columns[x] = (part.left() + Math.min((int) placeX, part.width() - 1)) * channels;
      placeX += stepX;
    }
    double stepY = (double) part.height() / output.height();
    double placeY = stepY * 0.5;
    for (int y = 0; y < output.height(); y++) {
      int from = (part.top() + Math.min((int) placeY, part.height() - 1)) * input.stride();
      int to = y * output.stride();
      for (int x = 0; x < output.width(); x++) {
        for (int channel = 0; channel < channels; channel++) {
          output.bytes()[to++] = input.bytes()[from + columns[x] + channel];
        }
      }
      placeY += stepY;
    }
  }

  private void scaleRows(
      PixelBuffer input, Region part, ResamplingFilter filter, PixelBuffer output) {
    horizontal.compute(part.width(), output.width(), filter);
    for (int y = 0; y < part.height(); y++) {
      int from = (part.top() + y) * input.stride() + part.left() * input.channels();
      int to = y * output.stride();
      if (input.channels() == 3) {
        scaleColourRow(input.bytes(), from, output, to);
      } else {
        scaleGreyRow(input.bytes(), from, output, to);
      }
    }
  }

  private void scaleColourRow(byte[] input, int from, PixelBuffer output, int to) {
    int[] weights = horizontal.weights();
    int target = to;
    for (int x = 0; x < output.width(); x++) {
      int source = from + horizontal.first(x) * 3;
      int start = horizontal.start(x);
      int red = ONE_HALF;
      int green = ONE_HALF;
      int blue = ONE_HALF;
      for (int tap = 0; tap < horizontal.count(x); tap++) {
        int weight = weights[start + tap];
        red += (input[source] & 0xff) * weight;
        green += (input[source + 1] & 0xff) * weight;
        blue += (input[source + 2] & 0xff) * weight;
        source += 3;
      }
      output.bytes()[target] = rounded(red);
      output.bytes()[target + 1] = rounded(green);
      output.bytes()[target + 2] = rounded(blue);
      target += 3;
    }
  }

  private void scaleGreyRow(byte[] input, int from, PixelBuffer output, int to) {
    int[] weights = horizontal.weights();
    for (int x = 0; x < output.width(); x++) {
      int source = from + horizontal.first(x);
      int start = horizontal.start(x);
      int sum = ONE_HALF;
      for (int tap = 0; tap < horizontal.count(x); tap++) {
        sum += (input[source + tap] & 0xff) * weights[start + tap];
      }
      output.bytes()[to + x] = rounded(sum);
    }
  }

  private void scaleColumns(
      PixelBuffer input,
      int top,
      int left,
      int height,
      ResamplingFilter filter,
      PixelBuffer output) {
    vertical.compute(height, output.height(), filter);
    int length = output.stride();
    if (sums.length < length) {
      sums = new int[length];
    }
    byte[] source = input.bytes();
    for (int y = 0; y < output.height(); y++) {
      Arrays.fill(sums, 0, length, ONE_HALF);
      for (int tap = 0; tap < vertical.count(y); tap++) {
        int from = (top + vertical.first(y) + tap) * input.stride() + left * input.channels();
        int weight = vertical.weights()[vertical.start(y) + tap];
        for (int index = 0; index < length; index++) {
          sums[index] += (source[from + index] & 0xff) * weight;
        }
      }
      int to = y * output.stride();
      for (int index = 0; index < length; index++) {
        output.bytes()[to + index] = rounded(sums[index]);
      }
    }
  }

  private static byte rounded(int sum) {
    return (byte) Math.clamp(sum >> ResamplingWeights.PRECISION_BITS, 0, 255);
  }
}
