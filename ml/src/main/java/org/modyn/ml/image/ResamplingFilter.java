package org.modyn.ml.image;

import java.util.Locale;
import org.modyn.common.function.Arguments;

/**
 * Interpolation filters, with the names of torchvision's {@code InterpolationMode}. The filters are
 * those of Pillow: each pixel of the result is a weighted mean of the pixels around its position;
 * when an image is reduced, of all pixels that its area covers.
 */
enum ResamplingFilter {
  /** The pixel at the position, without averaging. */
  NEAREST(0) {
    @Override
    double weight(double distance) {
      throw new IllegalStateException("the nearest pixel has no weight");
    }
  },
  BOX(0.5) {
    @Override
    double weight(double distance) {
      return distance > -0.5 && distance <= 0.5 ? 1 : 0;
    }
  },
  BILINEAR(1) {
    @Override
    double weight(double distance) {
      return Math.max(0, 1 - Math.abs(distance));
    }
  },
  HAMMING(1) {
    @Override
    double weight(double distance) {
      double absolute = Math.abs(distance);
      return absolute >= 1 ? 0 : sinc(absolute) * (0.54 + 0.46 * Math.cos(Math.PI * absolute));
    }
  },
  /** Keys: Cubic convolution interpolation, 1981, with a = -0.5. */
  BICUBIC(2) {
    @Override
    double weight(double distance) {
      double x = Math.abs(distance);
      if (x < 1) {
        return (1.5 * x - 2.5) * x * x + 1;
      }
      return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
    }
  },
  LANCZOS(3) {
    @Override
    double weight(double distance) {
      return distance >= -3 && distance < 3 ? sinc(distance) * sinc(distance / 3) : 0;
    }
  };

  private final double support;

  ResamplingFilter(double support) {
    this.support = support;
  }

  /** Reads the parameter {@code interpolation}; on images NEAREST is exact in torchvision, too. */
  static ResamplingFilter read(Arguments arguments) {
    String name = arguments.constant("interpolation").toUpperCase(Locale.ROOT);
    return name.equals("NEAREST_EXACT") ? NEAREST : valueOf(name);
  }

  /** From which distance on pixels have no weight, in pixels. */
  double support() {
    return support;
  }

  /**
   * The weight of a pixel, before weights are divided by their sum.
   *
   * @param distance in pixels
   */
  abstract double weight(double distance);

  private static double sinc(double x) {
    return x == 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
  }
}
