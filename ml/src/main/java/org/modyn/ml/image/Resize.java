package org.modyn.ml.image;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.Arguments;

/**
 * Scales images as torchvision's {@code Resize} does with Pillow: to a height and width, or the
 * shorter edge to a length, the other one in proportion. Pixels are always averaged over the area
 * that a pixel of the result covers, as in Pillow, regardless of {@code antialias}.
 */
final class Resize implements PixelTransform {
  private final ImageShape output;
  private final Optional<ImageSize> size;
  private final int shorterEdge;
  private final int longestEdge;
  private final ResamplingFilter filter;

  /**
   * @throws ModynException INVALID_ARGUMENT for a {@code max_size} with height and width, or that
   *     is not above the length of the shorter edge
   */
  Resize(ImageShape input, Arguments arguments) {
    filter = ResamplingFilter.read(arguments);
    List<Long> lengths = arguments.wholes("size");
    size =
        lengths.size() == 2
            ? Optional.of(Sizes.heightAndWidth(arguments, "size"))
            : Optional.empty();
    shorterEdge = Sizes.limited(arguments, "size", lengths.getFirst());
    longestEdge = longestEdge(arguments);
    output = new ImageShape(size.or(() -> input.size().map(this::outputSize)), input.channels());
  }

  private int longestEdge(Arguments arguments) {
    if (!arguments.has("max_size")) {
      return Integer.MAX_VALUE;
    }
    if (size.isPresent()) {
      throw arguments.error("max_size", "has no meaning when size is a height and a width");
    }
    long longest = arguments.whole("max_size");
    if (longest <= shorterEdge) {
      throw arguments.error(
          "max_size",
          String.format(Locale.ROOT, "%d must be above the size %d", longest, shorterEdge));
    }
    return (int) Math.min(longest, Integer.MAX_VALUE);
  }

  private ImageSize outputSize(ImageSize input) {
    return new ImageSize(edge(input.height(), input.width()), edge(input.width(), input.height()));
  }

  /** The new length of an edge of an image whose size is not given. */
  private int edge(int length, int otherLength) {
    long shorter = shorterEdge;
    double ratio = (double) shorterEdge * Math.max(length, otherLength);
    long longer = (long) (ratio / Math.min(length, otherLength));
    if (longer > longestEdge) {
      shorter = (long) ((double) longestEdge * shorter / longer);
      longer = longestEdge;
    }
    long result = length <= otherLength ? shorter : longer;
    if (result < 1 || result > Integer.MAX_VALUE) {
      throw ModynException.invalidArgument(
          "has edges of %d and %d pixels, too different for Resize", length, otherLength);
    }
    return (int) result;
  }

  @Override
  public ImageShape output() {
    return output;
  }

  @Override
  public void apply(PixelBuffer input, PixelBuffer output, PixelWorkspace workspace) {
    int height = size.map(ImageSize::height).orElseGet(() -> edge(input.height(), input.width()));
    int width = size.map(ImageSize::width).orElseGet(() -> edge(input.width(), input.height()));
    Region whole = workspace.region();
    whole.setWhole(input);
    workspace.resampler().resample(input, whole, height, width, filter, output);
  }
}
