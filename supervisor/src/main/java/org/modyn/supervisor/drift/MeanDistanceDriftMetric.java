package org.modyn.supervisor.drift;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.modyn.common.config.pipeline.trigger.drift.EvidentlyDriftMetricConfig.Distance;
import org.modyn.common.error.ModynException;
import org.modyn.supervisor.drift.learning.Pca;

/**
 * The distance between the mean vectors of the windows: Evidently's {@code distance} method. It is
 * the cheapest metric, but does not notice drift that leaves the means equal. Time and memory for n
 * samples of d features: O(n d) and O(d), unless there are principal components.
 */
final class MeanDistanceDriftMetric implements DriftMetric {
  private final Distance distance;
  private final PrincipalComponents components;

  MeanDistanceDriftMetric(Distance distance, PrincipalComponents components) {
    this.distance = requireNonNull(distance, "distance is null");
    this.components = requireNonNull(components, "components is null");
  }

  @Override
  public DriftMeasurement measure(Features reference, Features current) {
    double[] referenceMean = Pca.mean(reference);
    double[] currentMean = Pca.mean(current);
    Optional<Pca> pca = components.fit(reference);
    if (pca.isPresent()) {
      // the projection of the mean is the mean of the projections
      referenceMean = pca.get().project(referenceMean);
      currentMean = pca.get().project(currentMean);
    }
    return DriftMeasurement.ofDistance(
        switch (distance) {
          case EUCLIDEAN -> euclidean(referenceMean, currentMean);
          case CITYBLOCK -> cityblock(referenceMean, currentMean);
          case CHEBYSHEV -> chebyshev(referenceMean, currentMean);
          case COSINE -> cosine(referenceMean, currentMean);
        });
  }

  private static double euclidean(double[] first, double[] second) {
    double sum = 0;
    for (int index = 0; index < first.length; index++) {
      sum += (first[index] - second[index]) * (first[index] - second[index]);
    }
    return Math.sqrt(sum);
  }

  private static double cityblock(double[] first, double[] second) {
    double sum = 0;
    for (int index = 0; index < first.length; index++) {
      sum += Math.abs(first[index] - second[index]);
    }
    return sum;
  }

  private static double chebyshev(double[] first, double[] second) {
    double maximum = 0;
    for (int index = 0; index < first.length; index++) {
      maximum = Math.max(maximum, Math.abs(first[index] - second[index]));
    }
    return maximum;
  }

  private static double cosine(double[] first, double[] second) {
    double product = 0;
    double firstSquares = 0;
    double secondSquares = 0;
    for (int index = 0; index < first.length; index++) {
      product += first[index] * second[index];
      firstSquares += first[index] * first[index];
      secondSquares += second[index] * second[index];
    }
    if (firstSquares == 0 || secondSquares == 0) {
      throw ModynException.failedPrecondition(
          "the cosine distance is not defined: all features of the %s window have the mean 0",
          firstSquares == 0 ? "reference" : "current");
    }
    return Math.clamp(1 - product / Math.sqrt(firstSquares * secondSquares), 0, 2);
  }
}
