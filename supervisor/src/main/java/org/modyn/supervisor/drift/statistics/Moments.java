package org.modyn.supervisor.drift.statistics;

import java.util.Arrays;

/** Moments and quantiles of samples, and pooled samples. */
final class Moments {
  private Moments() {}

  /** Returns the values of both samples in ascending order. */
  static double[] pooled(double[] first, double[] second) {
    double[] pooled = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, pooled, first.length, second.length);
    Arrays.sort(pooled);
    return pooled;
  }

  /** Returns the distinct values of a sorted sample in ascending order. */
  static double[] distinct(double[] sorted) {
    double[] distinct = new double[sorted.length];
    int count = 0;
    for (int start = 0; start < sorted.length; ) {
      distinct[count++] = sorted[start];
      start = Samples.endOfTies(sorted, start, sorted[start]);
    }
    return Arrays.copyOf(distinct, count);
  }

  static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** Returns the sum of the squared deviations from the mean. */
  static double squaredDeviations(double[] values) {
    double mean = mean(values);
    double sum = 0;
    for (double value : values) {
      sum += (value - mean) * (value - mean);
    }
    return sum;
  }

  /** Returns a quantile of a sorted sample, interpolated linearly between two values. */
  static double quantile(double[] sorted, double fraction) {
    double position = fraction * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
