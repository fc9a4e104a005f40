package org.modyn.ml.metric;

import java.util.OptionalDouble;
import org.modyn.common.config.pipeline.evaluation.metric.AccuracyConfig;
import org.modyn.common.error.ModynException;

/**
 * The share of samples whose label is predicted. With {@code topn} 1 the transformed output is the
 * predicted label; with more, the sample counts when its label is among the {@code topn} largest
 * columns. Of equal values the one with the smaller number counts as larger. Undefined without
 * samples.
 */
final class Accuracy implements Metric {
  private final int top;
  private final EvaluationTransformer transformer;
  private long samples;
  private long right;

  Accuracy(AccuracyConfig config, EvaluationTransformer transformer) {
    this.top = config.topn();
    this.transformer = transformer;
  }

  @Override
  public String name() {
    return top == 1 ? "Accuracy" : "Top-" + top + "-Accuracy";
  }

  @Override
  public void add(Predictions outputs, long[] labels) {
    Predictions predictions = transformer.transform(outputs);
    if (top == 1 && predictions.columns() != 1) {
      throw ModynException.invalidArgument(
          "Accuracy needs one prediction a sample, but gets %d; its evaluation_transformer_function"
              + " may be ArgMax()",
          predictions.columns());
    }
    if (top > predictions.columns()) {
      throw ModynException.invalidArgument(
          "%s needs at least %d outputs a sample, but gets %d", name(), top, predictions.columns());
    }
    for (int sample = 0; sample < predictions.samples(); sample++) {
      if (top == 1
          ? predictions.value(sample, 0) == labels[sample]
          : isAmongTop(predictions, sample, labels[sample])) {
        right++;
      }
    }
    samples += predictions.samples();
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
  public OptionalDouble result() {
    return samples == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) right / samples);
  }
}
