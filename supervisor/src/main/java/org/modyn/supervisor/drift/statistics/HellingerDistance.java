package org.modyn.supervisor.drift.statistics;

/**
 * The Hellinger distance of two samples: the square root of 1 minus the sum of the geometric means
 * of their histograms' fractions. Useful where a few distant values should not dominate, as they do
 * in a {@link WassersteinDistance}. Time: O(n log n) for n values in both samples; memory: O(n).
 *
 * <p>It equals Evidently 0.4.27 for a numerical feature ({@code hellinger_distance.py}): the bins
 * are Sturges' for the <em>distinct</em> values of both samples. The distance is the root of a
 * difference of numbers near 1, so that values below about 1e-8 are rounding.
 */
public final class HellingerDistance {
  private HellingerDistance() {}

  /**
   * Returns the distance.
   *
   * @param reference at least one finite value
   * @param current at least one finite value
   * @return 0 for equal histograms, 1 for disjoint ones
   */
  public static double distance(double[] reference, double[] current) {
    Samples.requireNonEmpty(reference, current);
    double[] distinct = Moments.distinct(Moments.pooled(reference, current));
    Histogram histogram =
        Histogram.sturges(distinct[0], distinct[distinct.length - 1], distinct.length);
    double[] edges = histogram.edges();
    int[] referenceCounts = histogram.count(reference);
    int[] currentCounts = histogram.count(current);
    double binWidth = (edges[edges.length - 1] - edges[0]) / (edges.length - 1);
    double coefficient = 0;
    for (int bin = 0; bin < referenceCounts.length; bin++) {
      double width = edges[bin + 1] - edges[bin];
      double referenceDensity = referenceCounts[bin] / width / reference.length;
      double currentDensity = currentCounts[bin] / width / current.length;
      coefficient += Math.sqrt(referenceDensity * currentDensity) * binWidth;
    }
    return Math.sqrt(1 - Math.clamp(coefficient, 0, 1));
  }
}
