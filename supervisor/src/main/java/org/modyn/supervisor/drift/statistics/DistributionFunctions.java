package org.modyn.supervisor.drift.statistics;

import java.util.function.DoubleUnaryOperator;

/** The difference between the empirical distribution functions of two samples of numbers. */
final class DistributionFunctions {
  private DistributionFunctions() {}

  /**
   * Returns the integral of a function of the difference F - G over all values. Time: O(n log n)
   * for n values in both samples; memory: O(n).
   *
   * @param reference at least one finite value; its distribution function is F
   * @param current at least one finite value; its distribution function is G
   * @param function 0 at 0
   */
  static double integrate(double[] reference, double[] current, DoubleUnaryOperator function) {
    Samples.requireNonEmpty(reference, current);
    double[] first = Samples.sorted(reference);
    double[] second = Samples.sorted(current);
    double integral = 0;
    double previous = Math.min(first[0], second[0]);
    int i = 0;
    int j = 0;
    // beyond the greatest value both functions are 1
    while (i < first.length || j < second.length) {
      double value = Samples.next(first, i, second, j);
      double difference = (double) i / first.length - (double) j / second.length;
      integral += function.applyAsDouble(difference) * (value - previous);
      i = Samples.endOfTies(first, i, value);
      j = Samples.endOfTies(second, j, value);
      previous = value;
    }
    return integral;
  }
}
