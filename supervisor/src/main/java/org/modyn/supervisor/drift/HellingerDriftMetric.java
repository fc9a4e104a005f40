package org.modyn.supervisor.drift;

import java.util.Arrays;
import org.modyn.supervisor.drift.statistics.HellingerDistance;

/**
 * The mean of the features' Hellinger distances, as Modyn computes it with Evidently: 0 for equal
 * histograms, 1 for disjoint ones. A feature that is constant and equal in both windows has the
 * distance 0, so that such features reduce the mean. Time: O(d n log n) for d features of n
 * samples, in parallel on the common pool of the JVM; memory: O(n) for each thread.
 *
 * <p>Evidently computes in the precision of the embeddings, float32, this in float64: the distances
 * differ slightly where a value lies at the edge of a bin.
 */
final class HellingerDriftMetric implements DriftMetric {
  @Override
  public DriftMeasurement measure(Features reference, Features current) {
    double[] distances = new double[reference.columns()];
    Arrays.parallelSetAll(
        distances,
        column -> HellingerDistance.distance(reference.column(column), current.column(column)));
    double sum = 0;
    for (double distance : distances) {
      sum += distance; // in their order, so that rounding does not depend on threads
    }
    return DriftMeasurement.ofDistance(sum / distances.length);
  }
}
