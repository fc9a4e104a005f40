package org.modyn.supervisor.drift.statistics;

import java.util.Arrays;
import java.util.Locale;

/** Checks and copies of samples of numbers. */
final class Samples {
  private Samples() {}

  static void requireNonEmpty(double[] reference, double[] current) {
    if (reference.length == 0 || current.length == 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "reference has %d values, current %d",
              reference.length,
              current.length));
    }
  }

  static double[] sorted(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted;
  }

  /** Returns the least value of two sorted samples from some indexes on; one of them is valid. */
  static double next(double[] first, int i, double[] second, int j) {
    return j == second.length || (i < first.length && first[i] <= second[j]) ? first[i] : second[j];
  }

  /** Returns the index after the values that equal {@code value}, from {@code start} on. */
  static int endOfTies(double[] sorted, int start, double value) {
    int end = start;
    while (end < sorted.length && sorted[end] == value) {
      end++;
    }
    return end;
  }
}
