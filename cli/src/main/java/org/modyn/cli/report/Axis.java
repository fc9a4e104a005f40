package org.modyn.cli.report;

import java.util.Arrays;
import java.util.Locale;

/**
 * An axis of a chart with round marks.
 *
 * @param lowest the value at its beginning
 * @param step the distance of two marks
 * @param steps the number of distances
 */
record Axis(double lowest, double step, int steps) {
  private static final int MARKS = 6;

  /** An axis that contains all values; from 0 to 1 without values. */
  static Axis of(double[] values) {
    double minimum = Arrays.stream(values).min().orElse(0);
    double maximum = Arrays.stream(values).max().orElse(1);
    double step = roundStep((maximum - minimum) / MARKS);
    double lowest = Math.floor(minimum / step) * step;
    double highest = Math.max(Math.ceil(maximum / step) * step, lowest + step);
    return new Axis(lowest, step, (int) Math.round((highest - lowest) / step));
  }

  /** Where a value is, from 0 at the beginning of the axis to 1 at its end. */
  double share(double value) {
    return (value - lowest) / (steps * step);
  }

  double mark(int index) {
    return lowest + index * step;
  }

  /** A mark, with the decimals that tell it from the next one. */
  String label(int index) {
    int decimals = (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
    return String.format(Locale.ROOT, "%,." + decimals + "f", mark(index));
  }

  /** The next larger of 1, 2 or 5 times a power of ten. */
  private static double roundStep(double atLeast) {
    if (atLeast <= 0) {
      return 0.01;
    }
    double power = Math.pow(10, Math.floor(Math.log10(atLeast)));
    for (double factor : new double[] {1, 2, 5}) {
      if (factor * power >= atLeast) {
        return factor * power;
      }
    }
    return 10 * power;
  }
}
