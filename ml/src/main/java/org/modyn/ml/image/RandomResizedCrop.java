package org.modyn.ml.image;

import org.modyn.common.error.ModynException;
import org.modyn.common.function.Arguments;
import org.modyn.ml.random.SampleRandom;

/**
 * Crops a part of random area, aspect ratio and position, and scales it, as torchvision's {@code
 * RandomResizedCrop}: the share of the area is uniform in {@code scale}, the logarithm of width to
 * height in {@code ratio}; after ten parts that do not fit, it is the largest centered part with an
 * allowed ratio.
 */
final class RandomResizedCrop implements PixelTransform {
  private static final int ATTEMPTS = 10;

  private final ImageShape output;
  private final ImageSize size;
  private final double[] scale;
  private final double[] ratio;
  private final ResamplingFilter filter;

  /**
   * @throws ModynException INVALID_ARGUMENT for a scale or ratio that is not two positive numbers,
   *     the smaller one first
   */
  RandomResizedCrop(ImageShape input, Arguments arguments) {
    size = Sizes.heightAndWidth(arguments, "size");
    scale = range(arguments, "scale");
    ratio = range(arguments, "ratio");
    filter = ResamplingFilter.read(arguments);
    output = input.withSize(size);
  }

  private static double[] range(Arguments arguments, String parameter) {
    double[] range = arguments.numbers(parameter);
    if (range.length != 2 || !(range[0] > 0) || range[0] > range[1]) {
      throw arguments.error(parameter, "expected two numbers above 0, the smaller one first");
    }
    return range;
  }

  @Override
  public ImageShape output() {
    return output;
  }

  @Override
  public void apply(PixelBuffer input, PixelBuffer output, PixelWorkspace workspace) {
    draw(input.height(), input.width(), workspace.random(), workspace.region());
    scale(input, output, workspace);
  }

  /** Scales the workspace's region. */
  void scale(PixelBuffer input, PixelBuffer output, PixelWorkspace workspace) {
    workspace
        .resampler()
        .resample(input, workspace.region(), size.height(), size.width(), filter, output);
  }

  /** Draws the part of an image. */
  void draw(int height, int width, SampleRandom random, Region part) {
    double area = (double) height * width;
    double logarithmFrom = Math.log(ratio[0]);
    double logarithmTo = Math.log(ratio[1]);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      double partArea = area * random.nextDouble(scale[0], scale[1]);
      double aspect = Math.exp(random.nextDouble(logarithmFrom, logarithmTo));
      long partWidth = (long) Math.rint(Math.sqrt(partArea * aspect));
      long partHeight = (long) Math.rint(Math.sqrt(partArea / aspect));
      if (partWidth > 0 && partWidth <= width && partHeight > 0 && partHeight <= height) {
        part.set(
            random.nextInt(height - (int) partHeight + 1),
            random.nextInt(width - (int) partWidth + 1),
            (int) partHeight,
            (int) partWidth);
        return;
      }
    }
    setMiddle(height, width, part);
  }

  private void setMiddle(int height, int width, Region part) {
    double aspect = (double) width / height;
    int partHeight = aspect < ratio[0] ? Math.max(1, (int) Math.rint(width / ratio[0])) : height;
    int partWidth = aspect > ratio[1] ? Math.max(1, (int) Math.rint(height * ratio[1])) : width;
    part.set((height - partHeight) / 2, (width - partWidth) / 2, partHeight, partWidth);
  }
}
