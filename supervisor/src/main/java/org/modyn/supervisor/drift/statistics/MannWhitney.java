package org.modyn.supervisor.drift.statistics;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The Mann-Whitney U test with the alternative that the values of the reference are less: it
 * detects that values have grown, not that they have shrunk or spread. It equals {@code
 * scipy.stats.mannwhitneyu(..., alternative="less")}.
 *
 * <p>The p-value is exact if one of the samples has at most {@value #MAX_EXACT_SIZE} values and no
 * value occurs twice; otherwise it is the normal approximation with corrections for ties and
 * continuity. Time: O(n log n) for n values in both samples; memory: O(n).
 */
public final class MannWhitney {
  private static final int MAX_EXACT_SIZE = 8;
  private static final NormalDistribution STANDARD_NORMAL = NormalDistribution.of(0, 1);

  private MannWhitney() {}

  /**
   * Tests whether the values of the reference are less.
   *
   * @param reference at least one finite value
   * @param current at least one finite value
   * @return the statistic is the number of pairs in which the value of the reference is greater,
   *     ties counting half; the p-value is 1 if all values are equal
   */
  public static TestResult less(double[] reference, double[] current) {
    Samples.requireNonEmpty(reference, current);
    double[] first = Samples.sorted(reference);
    double[] second = Samples.sorted(current);
    double statistic = 0;
    double tieTerm = 0;
    int i = 0;
    int j = 0;
    while (i < first.length || j < second.length) {
      double value = Samples.next(first, i, second, j);
      int firstEnd = Samples.endOfTies(first, i, value);
      int secondEnd = Samples.endOfTies(second, j, value);
      statistic += (firstEnd - i) * (j + secondEnd) / 2.0;
      double ties = firstEnd - i + secondEnd - j;
      tieTerm += ties * ties * ties - ties;
      i = firstEnd;
      j = secondEnd;
    }
    int smaller = Math.min(first.length, second.length);
    int greater = Math.max(first.length, second.length);
    double pValue =
        tieTerm == 0 && smaller <= MAX_EXACT_SIZE
            ? exact(smaller, greater, (int) statistic)
            : approximate(smaller, greater, statistic, tieTerm);
    return new TestResult(statistic, pValue);
  }

  private static double approximate(
      double smaller, double greater, double statistic, double tieTerm) {
    double size = smaller + greater;
    double variance = smaller * greater / 12 * (size + 1 - tieTerm / (size * (size - 1)));
    double z = (statistic - smaller * greater / 2 + 0.5) / Math.sqrt(variance);
    return STANDARD_NORMAL.cumulativeProbability(z);
  }

  /** Returns the probability of at most a statistic, whose distribution is symmetric. */
  private static double exact(int smaller, int greater, int statistic) {
    int complement = smaller * greater - statistic - 1;
    boolean lower = statistic <= complement;
    double sum = 0;
    for (double frequency : frequencies(smaller, greater, lower ? statistic : complement)) {
      sum += frequency;
    }
    double total = 1;
    for (int factor = 1; factor <= smaller; factor++) {
      total *= (double) (greater + factor) / factor;
    }
    return Math.clamp(lower ? sum / total : 1 - sum / total, 0, 1);
  }

  /**
   * Returns in how many ways each statistic up to a maximum arises: the coefficients of the product
   * of (1 - q^(greater + k)) / (1 - q^k) for k up to {@code smaller}.
   */
  private static double[] frequencies(int smaller, int greater, int maximum) {
    double[] counts = new double[maximum + 1];
    if (maximum >= 0) {
      counts[0] = 1;
    }
    for (int factor = 1; factor <= smaller; factor++) {
      for (int value = maximum; value >= greater + factor; value--) {
        counts[value] -= counts[value - greater - factor];
      }
      for (int value = factor; value <= maximum; value++) {
        counts[value] += counts[value - factor];
      }
    }
    return counts;
  }
}
