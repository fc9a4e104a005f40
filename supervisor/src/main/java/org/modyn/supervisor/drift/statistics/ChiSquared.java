package org.modyn.supervisor.drift.statistics;

import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Pearson's chi-squared test of the frequencies of categories in two samples; each distinct value
 * is a category. It equals {@code scipy.stats.chi2_contingency} for the table of both samples'
 * counts, with Yates's correction if there are two categories. Time: O(n log n) for n values in
 * both samples; memory: O(n).
 *
 * <p>The p-value is an approximation: categories should be expected at least five times in each
 * sample. For fewer samples with two categories use {@link FisherExact}.
 */
public final class ChiSquared {
  private ChiSquared() {}

  /**
   * Tests whether categories are equally frequent in two samples.
   *
   * @param reference the category of each member, at least one
   * @param current the category of each member, at least one
   * @return the statistic is at least 0; it is 0 and the p-value 1 if there is one category
   */
  public static TestResult test(double[] reference, double[] current) {
    Samples.requireNonEmpty(reference, current);
    double[] first = Samples.sorted(reference);
    double[] second = Samples.sorted(current);
    int categories = categories(first, second);
    if (categories == 1) {
      return new TestResult(0, 1);
    }
    double correction = categories == 2 ? 0.5 : 0;
    double statistic = 0;
    int i = 0;
    int j = 0;
    while (i < first.length || j < second.length) {
      double category = Samples.next(first, i, second, j);
      int firstEnd = Samples.endOfTies(first, i, category);
      int secondEnd = Samples.endOfTies(second, j, category);
      double count = firstEnd - i + secondEnd - j;
      double expected = count * first.length / (first.length + (double) second.length);
      // observed and expected counts differ by as much in the other sample
      double difference = Math.abs(firstEnd - i - expected);
      double corrected = difference - Math.min(correction, difference);
      statistic += corrected * corrected * (1 / expected + 1 / (count - expected));
      i = firstEnd;
      j = secondEnd;
    }
    return new TestResult(
        statistic, ChiSquaredDistribution.of(categories - 1).survivalProbability(statistic));
  }

  private static int categories(double[] first, double[] second) {
    int categories = 0;
    int i = 0;
    int j = 0;
    while (i < first.length || j < second.length) {
      double category = Samples.next(first, i, second, j);
      i = Samples.endOfTies(first, i, category);
      j = Samples.endOfTies(second, j, category);
      categories++;
    }
    return categories;
  }
}
