package org.modyn.ml.metric;

import java.util.List;
import org.modyn.common.error.ModynException;

/**
 * The share of samples whose label is among the n largest outputs. Of equal outputs, those of
 * smaller classes count as larger. A label that is no class counts as wrong.
 *
 * <p>It takes no memory, and compares each output of a sample once.
 */
final class TopAccuracy implements Metric, Accumulator {
  private final MetricSource source;
  private final int top;
  private long samples;
  private long correct;

  /**
   * @param top how many outputs are considered, at least 2
   */
  TopAccuracy(MetricSource source, int top) {
    this.source = source;
    this.top = top;
  }

  @Override
  public List<Accumulator> accumulators() {
    return List.of(this);
  }

  @Override
  public void add(EvaluatedBatch batch) {
    Predictions predictions = batch.outputs(source);
    if (top > predictions.columns()) {
      throw ModynException.invalidArgument(
          "%s needs at least %d outputs a sample, but gets %d",
          source.metric(), top, predictions.columns());
    }
    for (int sample = 0; sample < batch.samples(); sample++) {
      if (isAmongTop(predictions, sample, batch.label(sample))) {
        correct++;
      }
    }
    samples += batch.samples();
  }

  private boolean isAmongTop(Predictions predictions, int sample, long label) {
    if (label < 0 || label >= predictions.columns()) {
      return false;
    }
    float value = predictions.value(sample, (int) label);
    int larger = 0;
    for (int column = 0; column < predictions.columns(); column++) {
      float other = predictions.value(sample, column);
      if (other > value || (other == value && column < label)) {
        larger++;
      }
    }
    return larger < top && !Float.isNaN(value);
  }

  @Override
  public MetricResult result() {
    return MetricResult.of((double) correct / samples);
  }
}
