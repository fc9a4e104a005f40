package org.modyn.ml.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.RowException;

/**
 * Rankings of samples by the scores of classes. A model with one or two outputs has one ranking,
 * for class 1: by its only output, or by the second. A model with more has one for each class
 * against all others.
 *
 * <p>Scores are what the transformer returns. Without one, a single output is a score as it is;
 * several outputs are logits, whose softmax is the scores, because logits of different samples
 * cannot be compared.
 *
 * <p>All metrics with the same transformer share one. Each ranking takes 4 bytes per sample, and 8
 * bytes if scores are the softmax: 4 MB for a million samples of a model with one output, 80 MB
 * with ten outputs. A million samples are sorted in about 50 milliseconds per ranking.
 */
final class Rankings implements Accumulator {
  private static final int BINARY = 2;

  private final MetricSource source;
  private List<Ranking> rankings = List.of();
  private int columns;

  Rankings(MetricSource source) {
    this.source = source;
  }

  @Override
  public void add(EvaluatedBatch batch) {
    Predictions outputs = batch.outputs(source);
    start(outputs.columns());
    boolean areLogits = source.transformer().isEmpty() && columns > 1;
    Probabilities probabilities = areLogits ? batch.probabilities(source) : null;
    int classes = Math.max(BINARY, columns);
    for (int sample = 0; sample < batch.samples(); sample++) {
      int label = batch.labelAsClass(sample, classes, source.metric());
      for (int index = 0; index < rankings.size(); index++) {
        int clazz = classOf(index);
        int column = Math.min(clazz, columns - 1);
        double score = areLogits ? probabilities.of(sample, column) : outputs.value(sample, column);
        if (Double.isNaN(score)) {
          throw new RowException(
              sample, "has the output NaN, for which " + source.metric() + " is undefined");
        }
        rankings.get(index).add(score, label == clazz);
      }
    }
  }

  private void start(int columnsOfBatch) {
    if (rankings.isEmpty()) {
      columns = columnsOfBatch;
      List<Ranking> made = new ArrayList<>();
      for (int index = 0; index < (columns <= BINARY ? 1 : columns); index++) {
        made.add(new Ranking());
      }
      rankings = List.copyOf(made);
    }
    if (columns != columnsOfBatch) {
      throw ModynException.invalidArgument(
          "%s gets %d values for the samples of one batch and %d for those of another",
          source.metric(), columns, columnsOfBatch);
    }
  }

  private int classOf(int index) {
    return rankings.size() == 1 ? 1 : index;
  }

  /**
   * The mean of a measure over the rankings.
   *
   * @param needsNegatives whether the measure is undefined without a sample of another class; it is
   *     always undefined without one of the class
   * @return undefined if the measure is undefined for a class
   */
  MetricResult mean(boolean needsNegatives, ToDoubleFunction<Ranking> measure) {
    double sum = 0;
    for (int index = 0; index < rankings.size(); index++) {
      Ranking ranking = rankings.get(index);
      if (ranking.positives() == 0) {
        return undefined("no sample has the label %d", classOf(index));
      }
      if (needsNegatives && ranking.negatives() == 0) {
        return undefined("all samples have the label %d", classOf(index));
      }
      sum += measure.applyAsDouble(ranking);
    }
    return MetricResult.of(sum / rankings.size());
  }

  private static MetricResult undefined(String format, int clazz) {
    return MetricResult.undefined(String.format(Locale.ROOT, format, clazz));
  }
}
