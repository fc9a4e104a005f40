package org.modyn.supervisor.drift.statistics;

import java.util.Arrays;

/**
 * The fractions of two samples in common bins, as Evidently 0.4.27 forms them for a numerical
 * feature ({@code utils.get_binned_data}). If the reference has more than 20 distinct values, the
 * bins are Sturges' for all values of both samples; otherwise, each distinct value is a bin. Time:
 * O(n log n) for n values in both samples; memory: O(n).
 */
final class BinnedSamples {
  private static final int MOST_VALUES_AS_BINS = 20;
  private static final double SMALLEST_FRACTION = 0.0001;

  private final double[] reference;
  private final double[] current;

  private BinnedSamples(double[] reference, double[] current) {
    this.reference = reference;
    this.current = current;
  }

  static BinnedSamples of(double[] reference, double[] current) {
    Samples.requireNonEmpty(reference, current);
    double[] distinct = Moments.distinct(Moments.pooled(reference, current));
    if (Moments.distinct(Samples.sorted(reference)).length > MOST_VALUES_AS_BINS) {
      Histogram histogram =
          Histogram.sturges(
              distinct[0], distinct[distinct.length - 1], reference.length + current.length);
      return new BinnedSamples(
          fractions(histogram.count(reference), reference.length),
          fractions(histogram.count(current), current.length));
    }
    return new BinnedSamples(
        fractions(counts(reference, distinct), reference.length),
        fractions(counts(current, distinct), current.length));
  }

  /**
   * Replaces empty bins, as a logarithm requires: by 0.0001, or by a millionth of the smallest
   * fraction if that is at most 0.0001. The fractions no longer sum up to 1.
   */
  BinnedSamples withoutEmptyBins() {
    return new BinnedSamples(filled(reference), filled(current));
  }

  /** Returns the fraction of the reference in each bin. */
  double[] reference() {
    return reference;
  }

  /** Returns the fraction of the current sample in each bin. */
  double[] current() {
    return current;
  }

  private static int[] counts(double[] values, double[] distinct) {
    double[] sorted = Samples.sorted(values);
    int[] counts = new int[distinct.length];
    int start = 0;
    for (int bin = 0; bin < distinct.length; bin++) {
      int end = Samples.endOfTies(sorted, start, distinct[bin]);
      counts[bin] = end - start;
      start = end;
    }
    return counts;
  }

  private static double[] fractions(int[] counts, int total) {
    return Arrays.stream(counts).mapToDouble(count -> (double) count / total).toArray();
  }

  private static double[] filled(double[] fractions) {
    double smallest =
        Arrays.stream(fractions).filter(fraction -> fraction != 0).min().orElseThrow();
    double filling = smallest <= SMALLEST_FRACTION ? smallest / 1e6 : SMALLEST_FRACTION;
    return Arrays.stream(fractions).map(fraction -> fraction == 0 ? filling : fraction).toArray();
  }
}
