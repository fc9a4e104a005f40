package org.modyn.ml.metric;

import java.util.Locale;
import java.util.OptionalInt;
import org.modyn.ml.tensor.RowException;

/**
 * Counts of labels and predicted classes: the diagonal and the margins of the confusion matrix,
 * from which accuracy, precision, recall and F1 follow. It takes 24 bytes per class, where the
 * whole matrix would take 8 bytes per pair of classes.
 *
 * <p>All metrics with the same transformer share one. Metrics that count per class {@linkplain
 * #limitTo limit} labels and predictions to their classes; without such a metric, only the correct
 * predictions are counted, and labels and predictions may be any numbers.
 */
final class ClassCounts implements Accumulator {
  private final MetricSource source;
  private OptionalInt limit = OptionalInt.empty();
  private String limitingMetric = "";
  private long[] correct = {};
  private long[] labelled = {};
  private long[] predicted = {};
  private long allCorrect;
  private long samples;

  /**
   * @param source what the predicted classes are; its metric is named in messages
   */
  ClassCounts(MetricSource source) {
    this.source = source;
  }

  /**
   * Counts per class, and rejects samples whose label or prediction is not one of 0 to {@code
   * classes} - 1. Of several limits, the smallest applies. Call it before the first batch.
   */
  void limitTo(int classes, String metric) {
    if (limit.isEmpty() || classes < limit.getAsInt()) {
      limit = OptionalInt.of(classes);
      limitingMetric = metric;
      correct = new long[classes];
      labelled = new long[classes];
      predicted = new long[classes];
    }
  }

  @Override
  public void add(EvaluatedBatch batch) {
    Predictions predictions =
        batch.singleOutput(source, "its evaluation_transformer_function may be ArgMax()");
    if (limit.isPresent()) {
      countPerClass(batch, predictions, limit.getAsInt());
    } else {
      for (int sample = 0; sample < batch.samples(); sample++) {
        if (predictions.value(sample, 0) == batch.label(sample)) {
          allCorrect++;
        }
      }
    }
    samples += batch.samples();
  }

  private void countPerClass(EvaluatedBatch batch, Predictions predictions, int classes) {
    for (int sample = 0; sample < batch.samples(); sample++) {
      int label = batch.labelAsClass(sample, classes, limitingMetric);
      int prediction = predictedClass(predictions.value(sample, 0), sample, classes);
      labelled[label]++;
      predicted[prediction]++;
      if (label == prediction) {
        correct[label]++;
        allCorrect++;
      }
    }
  }

  private int predictedClass(float value, int sample, int classes) {
    int prediction = (int) value;
    if (prediction != value || prediction < 0 || prediction >= classes) {
      throw new RowException(
          sample,
          String.format(
              Locale.ROOT,
              "has the prediction %s, but the classes of %s are 0 to %d; its"
                  + " evaluation_transformer_function may be ArgMax() or Threshold(0.5)",
              value,
              limitingMetric,
              classes - 1));
    }
    return prediction;
  }

  long samples() {
    return samples;
  }

  /** Samples whose label is predicted, of all classes. */
  long correct() {
    return allCorrect;
  }

  /** Samples of a class that are predicted as such. */
  long correct(int clazz) {
    return of(correct, clazz);
  }

  /** Samples whose label is the class. */
  long labelled(int clazz) {
    return of(labelled, clazz);
  }

  /** Samples that are predicted as the class. */
  long predicted(int clazz) {
    return of(predicted, clazz);
  }

  /** Classes above the limit have neither samples nor predictions. */
  private static long of(long[] counts, int clazz) {
    return clazz < counts.length ? counts[clazz] : 0;
  }
}
