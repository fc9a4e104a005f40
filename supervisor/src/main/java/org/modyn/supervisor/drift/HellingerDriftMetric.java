package org.modyn.supervisor.drift;

import org.modyn.supervisor.drift.statistics.HellingerDistance;

/**
 * The mean of the features' Hellinger distances, as Modyn computes it with Evidently: 0 for equal
 * histograms, 1 for disjoint ones. A feature that is constant and equal in both windows has the
 * distance 0, so that such features reduce the mean. Time: O(d n log n) for d features of n
 * samples; memory: O(n).
 *
 * <p>Evidently computes in the precision of the embeddings, float32, this in float64: the distances
 * differ slightly where a value lies at the edge of a bin.
 */
final class HellingerDriftMetric implements DriftMetric {
  @Override
  public DriftMeasurement measure(Features reference, Features current) {
    double sum = 0;
    for (int column = 0; column < reference.columns(); column++) {
      sum += HellingerDistance.distance(reference.column(column), current.column(column));
    }
    return DriftMeasurement.ofDistance(sum / reference.columns());
  }
}
