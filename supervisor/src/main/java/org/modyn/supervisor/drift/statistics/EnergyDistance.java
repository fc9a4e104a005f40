package org.modyn.supervisor.drift.statistics;

/**
 * The energy distance of two samples of numbers: the square root of 2 E|X - Y| - E|X - X'| - E|Y -
 * Y'|. It equals {@code scipy.stats.energy_distance}; {@link EnergyStatistic} is its generalization
 * to vectors. Time: O(n log n) for n values in both samples; memory: O(n).
 */
public final class EnergyDistance {
  private EnergyDistance() {}

  /**
   * Returns the distance, computed from the empirical distribution functions F and G as the square
   * root of 2 times the integral of (F - G)².
   *
   * @param reference at least one finite value
   * @param current at least one finite value
   * @return in the unit of the values' square root; 0 if the samples have the same distribution
   */
  public static double distance(double[] reference, double[] current) {
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
      integral += difference * difference * (value - previous);
      i = Samples.endOfTies(first, i, value);
      j = Samples.endOfTies(second, j, value);
      previous = value;
    }
    return Math.sqrt(2 * integral);
  }
}
