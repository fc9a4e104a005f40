package org.modyn.supervisor.drift.statistics;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The population stability index of two samples of numbers: the sum over bins of (c - r) ln(c / r),
 * where r and c are the fractions of the reference and of the current sample in the bin. It is the
 * symmetric Kullback-Leibler divergence of the binned samples. Time: O(n log n) for n values in
 * both samples; memory: O(n).
 *
 * <p>The bins are separated by quantiles of the reference sample, so that each has equally many of
 * its values; the first and the last one are open. A bin includes its upper bound. A value that is
 * several quantiles (of a categorical feature, or a constant one) has a bin of its own. The
 * fraction of a bin that is empty in one sample counts as {@value #EMPTY}; a bin that is empty in
 * both does not count.
 */
public final class PopulationStabilityIndex {
  /** The fraction of an empty bin, as in Evidently. */
  static final double EMPTY = 1e-4;

  private PopulationStabilityIndex() {}

  /**
   * Returns the index, 0 for samples with equal fractions.
   *
   * @param reference at least one finite value
   * @param current at least one finite value
   * @param bins at least 2
   */
  public static double index(double[] reference, double[] current, int bins) {
    Samples.requireNonEmpty(reference, current);
    double[] bounds = upperBounds(Samples.sorted(reference), bins);
    double[] expected = fractions(reference, bounds);
    double[] actual = fractions(current, bounds);
    double index = 0;
    for (int bin = 0; bin < expected.length; bin++) {
      double r = expected[bin] == 0 ? EMPTY : expected[bin];
      double c = actual[bin] == 0 ? EMPTY : actual[bin];
      index += (c - r) * Math.log(c / r);
    }
    return index;
  }

  /** Returns the upper bounds of all bins but the last, ascending. */
  private static double[] upperBounds(double[] sortedReference, int bins) {
    double[] quantiles =
        IntStream.rangeClosed(0, bins)
            .mapToDouble(level -> Moments.quantile(sortedReference, (double) level / bins))
            .toArray();
    return IntStream.rangeClosed(0, bins)
        .boxed()
        .flatMapToDouble(
            level -> {
              double quantile = quantiles[level];
              boolean repeated =
                  (level > 0 && quantiles[level - 1] == quantile)
                      || (level < bins && quantiles[level + 1] == quantile);
              if (repeated) {
                return DoubleStream.of(Math.nextDown(quantile), quantile);
              }
              return level == 0 || level == bins ? DoubleStream.empty() : DoubleStream.of(quantile);
            })
        .distinct()
        .toArray();
  }

  private static double[] fractions(double[] values, double[] upperBounds) {
    int[] counts = new int[upperBounds.length + 1];
    for (double value : values) {
      int found = Arrays.binarySearch(upperBounds, value);
      counts[found >= 0 ? found : -found - 1]++;
    }
    return Arrays.stream(counts).mapToDouble(count -> (double) count / values.length).toArray();
  }
}
