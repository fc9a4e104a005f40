package org.modyn.ml.metric;

import java.util.DoubleSummaryStatistics;
import java.util.List;

/**
 * The mean squared difference between the probabilities of the classes and 1 for the label, 0 for
 * the others (Brier, "Verification of forecasts expressed in terms of probability", 1950). With two
 * classes, half of it, as is usual: the squared difference of class 1 alone. So it is between 0 and
 * 1 for two classes, and between 0 and 2 for more.
 *
 * <p>It takes no memory, and reads each probability once.
 */
final class BrierScore implements Metric, Accumulator {
  private static final int BINARY = 2;

  private final MetricSource source;
  private final DoubleSummaryStatistics scores = new DoubleSummaryStatistics();

  BrierScore(MetricSource source) {
    this.source = source;
  }

  @Override
  public List<Accumulator> accumulators() {
    return List.of(this);
  }

  @Override
  public void add(EvaluatedBatch batch) {
    Probabilities probabilities = batch.probabilities(source);
    int classes = probabilities.classes();
    for (int sample = 0; sample < batch.samples(); sample++) {
      int label = batch.labelAsClass(sample, classes, source.metric());
      double sum = 0;
      for (int clazz = 0; clazz < classes; clazz++) {
        double difference = probabilities.of(sample, clazz) - (clazz == label ? 1 : 0);
        sum += difference * difference;
      }
      scores.accept(classes == BINARY ? sum / 2 : sum);
    }
  }

  @Override
  public MetricResult result() {
    return MetricResult.of(scores.getAverage());
  }
}
