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
    return Math.sqrt(
        2
            * DistributionFunctions.integrate(
                reference, current, difference -> difference * difference));
  }
}
