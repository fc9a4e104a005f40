package org.modyn.ml.metric;

import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalDouble;
import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.RowException;

/**
 * The area under the receiver operating characteristic, exactly: the probability that a random
 * sample of label 1 scores higher than one of label 0, equal scores counting half (Fawcett, "An
 * introduction to ROC analysis", 2006, section 7). It is undefined when all samples have one label.
 *
 * <p>It stores 4 bytes per sample, and sorts them once for the result.
 */
final class RocAuc implements Metric {
  private final EvaluationTransformer transformer;
  private final Scores positives = new Scores();
  private final Scores negatives = new Scores();

  RocAuc(EvaluationTransformer transformer) {
    this.transformer = transformer;
  }

  @Override
  public String name() {
    return "ROC-AUC";
  }

  @Override
  public void add(Predictions outputs, long[] labels) {
    Predictions predictions = transformer.transform(outputs);
    if (predictions.columns() != 1) {
      throw ModynException.invalidArgument(
          "RocAuc needs one score a sample, but gets %d; it is for models with one output",
          predictions.columns());
    }
    for (int sample = 0; sample < predictions.samples(); sample++) {
      float score = predictions.value(sample, 0);
      if (Float.isNaN(score)) {
        throw new RowException(sample, "has the output NaN, for which RocAuc is undefined");
      }
      if (labels[sample] == 1) {
        positives.add(score);
      } else if (labels[sample] == 0) {
        negatives.add(score);
      } else {
        throw new RowException(
            sample,
            String.format(
                Locale.ROOT,
                "has the label %d, but the labels of RocAuc are 0 and 1",
                labels[sample]));
      }
    }
  }

  @Override
  public OptionalDouble result() {
    if (positives.size() == 0 || negatives.size() == 0) {
      return OptionalDouble.empty();
    }
    int[] below = negatives.sorted();
    double wins = 0;
    int lower = 0;
    int notHigher = 0;
    for (int score : positives.sorted()) {
      while (lower < below.length && below[lower] < score) {
        lower++;
      }
      notHigher = Math.max(notHigher, lower);
      while (notHigher < below.length && below[notHigher] == score) {
        notHigher++;
      }
      wins += (lower + (double) notHigher) / 2;
    }
    return OptionalDouble.of(wins / ((double) positives.size() * negatives.size()));
  }

  /** Scores as integers that compare as the scores do. */
  private static final class Scores {
    private int[] values = new int[1024];
    private int size;

    void add(float score) {
      if (size == values.length) {
        values = Arrays.copyOf(values, Math.max(Math.multiplyExact(size, 3) / 2, size + 1));
      }
      // adding 0 converts -0 to 0
      int bits = Float.floatToIntBits(score + 0.0f);
      values[size++] = bits < 0 ? bits ^ Integer.MAX_VALUE : bits;
    }

    int size() {
      return size;
    }

    int[] sorted() {
      int[] sorted = Arrays.copyOf(values, size);
      Arrays.sort(sorted);
      return sorted;
    }
  }
}
