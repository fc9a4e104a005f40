package org.modyn.supervisor.drift.statistics;

import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Student's t-test of two samples with equal variances, two-sided. It detects a change of the mean
 * alone, of values that are about normal or many. It equals {@code scipy.stats.ttest_ind}. Time and
 * memory: O(n) for n values in both samples.
 */
public final class StudentT {
  private StudentT() {}

  /**
   * Tests whether the means are equal.
   *
   * @param reference at least one finite value
   * @param current at least one finite value
   * @return both are not a number where the test is not defined: if all values are equal, or both
   *     samples have a single value
   */
  public static TestResult test(double[] reference, double[] current) {
    Samples.requireNonEmpty(reference, current);
    double degrees = reference.length + current.length - 2.0;
    double variance =
        (Moments.squaredDeviations(reference) + Moments.squaredDeviations(current)) / degrees;
    double error = Math.sqrt(variance * (1.0 / reference.length + 1.0 / current.length));
    double statistic = (Moments.mean(reference) - Moments.mean(current)) / error;
    double pValue =
        Double.isNaN(statistic)
            ? Double.NaN
            : 2 * TDistribution.of(degrees).survivalProbability(Math.abs(statistic));
    return new TestResult(statistic, pValue);
  }
}
