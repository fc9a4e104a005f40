package org.modyn.supervisor.drift.statistics;

/**
 * The first Wasserstein distance of two samples, also called earth mover's distance: the area
 * between their empirical distribution functions. It grows with how far values have moved, also
 * when the samples no longer overlap. It equals {@code scipy.stats.wasserstein_distance}. Time: O(n
 * log n) for n values in both samples; memory: O(n).
 */
public final class WassersteinDistance {
  private static final double MINIMUM_DEVIATION = 0.001;

  private WassersteinDistance() {}

  /**
   * Returns the distance.
   *
   * @param reference at least one finite value
   * @param current at least one finite value
   * @return in the unit of the values
   */
  public static double distance(double[] reference, double[] current) {
    return DistributionFunctions.integrate(reference, current, Math::abs);
  }

  /**
   * Returns the distance in standard deviations of the reference, which count as at least 0.001. It
   * equals Evidently 0.4.27 ({@code wasserstein_distance_norm.py}).
   *
   * @param reference at least one finite value
   * @param current at least one finite value
   */
  public static double normalized(double[] reference, double[] current) {
    double distance = distance(reference, current);
    double deviation = Math.sqrt(Moments.squaredDeviations(reference) / reference.length);
    return distance / Math.max(deviation, MINIMUM_DEVIATION);
  }
}
