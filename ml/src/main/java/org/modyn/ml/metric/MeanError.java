package org.modyn.ml.metric;

import java.util.DoubleSummaryStatistics;
import java.util.List;
import org.modyn.ml.tensor.RowException;

/**
 * The mean of a function of the difference between output and label, for models with one output
 * whose labels are quantities. Outputs are taken as they are.
 *
 * <p>It takes no memory, and a few operations per sample.
 */
abstract class MeanError implements Metric, Accumulator {
  private final MetricSource source;
  private final DoubleSummaryStatistics errors = new DoubleSummaryStatistics();

  MeanError(MetricSource source) {
    this.source = source;
  }

  /** The error of a sample. */
  abstract double error(double difference);

  @Override
  public final List<Accumulator> accumulators() {
    return List.of(this);
  }

  @Override
  public final void add(EvaluatedBatch batch) {
    Predictions outputs = batch.singleOutput(source, "it is for models with one output");
    for (int sample = 0; sample < batch.samples(); sample++) {
      double output = outputs.value(sample, 0);
      if (!Double.isFinite(output)) {
        throw new RowException(
            sample,
            "has the output " + output + ", for which " + source.metric() + " is undefined");
      }
      errors.accept(error(output - batch.label(sample)));
    }
  }

  @Override
  public final MetricResult result() {
    return MetricResult.of(errors.getAverage());
  }
}
