package org.modyn.ml.metric;

import java.util.DoubleSummaryStatistics;
import java.util.List;

/**
 * The mean negative logarithm of the probability of the label, also called cross entropy. As in
 * scikit-learn, probabilities are limited to [2^-52, 1 - 2^-52], so that one confident error costs
 * 36 at most instead of infinity.
 *
 * <p>It takes no memory, and a logarithm per sample beside the probabilities.
 */
final class LogLoss implements Metric, Accumulator {
  private static final double SMALLEST = Math.ulp(1.0);

  private final MetricSource source;
  private final DoubleSummaryStatistics losses = new DoubleSummaryStatistics();

  LogLoss(MetricSource source) {
    this.source = source;
  }

  @Override
  public List<Accumulator> accumulators() {
    return List.of(this);
  }

  @Override
  public void add(EvaluatedBatch batch) {
    Probabilities probabilities = batch.probabilities(source);
    for (int sample = 0; sample < batch.samples(); sample++) {
      int label = batch.labelAsClass(sample, probabilities.classes(), source.metric());
      double probability = probabilities.of(sample, label);
      losses.accept(-Math.log(Math.clamp(probability, SMALLEST, 1 - SMALLEST)));
    }
  }

  @Override
  public MetricResult result() {
    return MetricResult.of(losses.getAverage());
  }
}
