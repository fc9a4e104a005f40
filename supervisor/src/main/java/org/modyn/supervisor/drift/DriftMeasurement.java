package org.modyn.supervisor.drift;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What a metric has measured between two windows.
 *
 * @param distance finite; greater means more drift
 * @param test the statistical test of the hypothesis that both windows have the same distribution;
 *     empty if the metric has none
 */
public record DriftMeasurement(double distance, Optional<Test> test) {
  public DriftMeasurement {
    if (!Double.isFinite(distance)) {
      throw new IllegalArgumentException("distance is " + distance);
    }
    requireNonNull(test, "test is null");
  }

  /** Returns the measurement of a metric that has no test. */
  public static DriftMeasurement ofDistance(double distance) {
    return new DriftMeasurement(distance, Optional.empty());
  }

  /**
   * A statistical test.
   *
   * @param pValue of the test; the mean of the p-values of the features, if each has a test
   * @param threshold the p-value below which the hypothesis is rejected, corrected for the number
   *     of tests
   * @param rejects whether the hypothesis is rejected, that is, the test detects a drift
   */
  public record Test(double pValue, double threshold, boolean rejects) {}
}
