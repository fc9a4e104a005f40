package org.modyn.ml.metric;

import java.util.Locale;
import org.modyn.ml.tensor.RowException;

/**
 * Probabilities of classes. A single column is the probability of class 1, which has two classes.
 */
final class Probabilities {
  /** Probabilities in float32, of many classes, add up to 1 with at most this difference. */
  private static final double SUM_TOLERANCE = 1e-3;

  private final double[] values;
  private final int columns;

  private Probabilities(double[] values, int columns) {
    this.values = values;
    this.columns = columns;
  }

  /**
   * The softmax of several logits, or the sigmoid of one.
   *
   * @param metric for messages
   * @throws RowException when a logit is NaN, or infinite so that there are no probabilities
   */
  static Probabilities ofLogits(Predictions logits, String metric) {
    double[] values = new double[logits.values().length];
    for (int sample = 0; sample < logits.samples(); sample++) {
      if (logits.columns() == 1) {
        values[sample] = 1 / (1 + Math.exp(-logits.value(sample, 0)));
      } else {
        softmax(logits, sample, values);
      }
      if (Double.isNaN(values[sample * logits.columns()])) {
        throw new RowException(
            sample,
            "has outputs of which " + metric + " cannot compute probabilities: NaN or infinity");
      }
    }
    return new Probabilities(values, logits.columns());
  }

  /** The largest logit is subtracted first, against overflow. */
  private static void softmax(Predictions logits, int sample, double[] target) {
    int columns = logits.columns();
    double largest = Double.NEGATIVE_INFINITY;
    for (int column = 0; column < columns; column++) {
      largest = Math.max(largest, logits.value(sample, column));
    }
    double sum = 0;
    for (int column = 0; column < columns; column++) {
      double exponential = Math.exp(logits.value(sample, column) - largest);
      target[sample * columns + column] = exponential;
      sum += exponential;
    }
    for (int column = 0; column < columns; column++) {
      target[sample * columns + column] /= sum;
    }
  }

  /**
   * Values that are probabilities already.
   *
   * @param metric for messages
   * @throws RowException when a value is not in [0, 1], or those of a sample do not add up to 1
   */
  static Probabilities of(Predictions probabilities, String metric) {
    int columns = probabilities.columns();
    double[] values = new double[probabilities.values().length];
    for (int sample = 0; sample < probabilities.samples(); sample++) {
      double sum = 0;
      for (int column = 0; column < columns; column++) {
        double value = probabilities.value(sample, column);
        if (!(value >= 0 && value <= 1)) {
          throw notProbabilities(sample, "has the value " + value, metric);
        }
        values[sample * columns + column] = value;
        sum += value;
      }
      if (columns > 1 && Math.abs(sum - 1) > SUM_TOLERANCE) {
        throw notProbabilities(
            sample, String.format(Locale.ROOT, "has values with the sum %.3f", sum), metric);
      }
    }
    return new Probabilities(values, columns);
  }

  private static RowException notProbabilities(int sample, String problem, String metric) {
    return new RowException(
        sample,
        String.format(
            Locale.ROOT,
            "%s, but %s needs probabilities; its evaluation_transformer_function may be Softmax()"
                + " or Sigmoid(), or omitted if the model's outputs are logits",
            problem,
            metric));
  }

  int classes() {
    return Math.max(2, columns);
  }

  double of(int sample, int clazz) {
    if (columns > 1) {
      return values[sample * columns + clazz];
    }
    return clazz == 1 ? values[sample] : 1 - values[sample];
  }
}
