package org.modyn.ml.metric;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.RowException;

/**
 * The labels of a batch and the outputs of a model for it. Values that metrics derive from the
 * outputs are computed once, for all metrics and all intervals that contain the batch. Not safe for
 * concurrent use.
 */
public final class EvaluatedBatch {
  private final Predictions outputs;
  private final long[] labels;
  private final Map<Optional<EvaluationTransformer>, Predictions> transformed = new HashMap<>();
  private final Map<Optional<EvaluationTransformer>, Probabilities> probabilities = new HashMap<>();

  /**
   * @param outputs the model's
   * @param labels one for each sample, from index 0; may be longer; not copied
   */
  public EvaluatedBatch(Predictions outputs, long[] labels) {
    this.outputs = requireNonNull(outputs, "outputs is null");
    this.labels = requireNonNull(labels, "labels is null");
    if (labels.length < outputs.samples()) {
      throw new IllegalArgumentException(
          labels.length + " labels for " + outputs.samples() + " samples");
    }
  }

  int samples() {
    return outputs.samples();
  }

  long label(int sample) {
    return labels[sample];
  }

  /**
   * The label of a sample as a class.
   *
   * @param metric the name of the metric, for the message
   * @throws RowException when the label is not one of 0 to {@code classes} - 1
   */
  int labelAsClass(int sample, int classes, String metric) {
    long label = labels[sample];
    if (label < 0 || label >= classes) {
      throw new RowException(
          sample,
          String.format(
              Locale.ROOT,
              "has the label %d, but the labels of %s are 0 %s %d",
              label,
              metric,
              classes == 2 ? "and" : "to",
              classes - 1));
    }
    return (int) label;
  }

  /** The outputs after the transformer, or as the model gave them if there is none. */
  Predictions outputs(MetricSource source) {
    return transformed.computeIfAbsent(
        source.transformer(),
        transformer -> transformer.map(function -> function.transform(outputs)).orElse(outputs));
  }

  /**
   * The only column of {@link #outputs}.
   *
   * @param advice what to do if there are several
   * @throws ModynException INVALID_ARGUMENT when there are several
   */
  Predictions singleOutput(MetricSource source, String advice) {
    Predictions single = outputs(source);
    if (single.columns() != 1) {
      throw ModynException.invalidArgument(
          "%s needs one value a sample, but gets %d; %s",
          source.metric(), single.columns(), advice);
    }
    return single;
  }

  /**
   * The probabilities of the classes. What a transformer returns is taken as probabilities; without
   * one, the outputs are logits: the probabilities are the softmax of several outputs, and the
   * sigmoid of one.
   *
   * @throws RowException when an output is NaN, or what a transformer returns for a sample are no
   *     probabilities
   */
  Probabilities probabilities(MetricSource source) {
    return probabilities.computeIfAbsent(
        source.transformer(),
        transformer ->
            transformer.isPresent()
                ? Probabilities.of(outputs(source), source.metric())
                : Probabilities.ofLogits(outputs, source.metric()));
  }
}
