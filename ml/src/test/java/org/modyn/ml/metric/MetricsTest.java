package org.modyn.ml.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.evaluation.metric.MetricConfig;

final class MetricsTest {
  private static final String ROC_AUC = "{\"name\": \"RocAuc\"}";

  /** Expected: {@code sklearn.metrics.roc_auc_score} of scikit-learn 1.9.1. */
  @Test
  void rocAucEqualsScikitLearn() {
    Metric metric = create(ROC_AUC);
    metric.add(
        new Predictions(
            new float[] {0.1f, 0.4f, 0.35f, 0.8f, 0.4f, 0.4f, -2, 0.0f, -0.0f, 7.5f}, 10),
        new long[] {0, 0, 1, 1, 1, 0, 0, 1, 0, 1});
    assertThat(metric.result().orElseThrow()).isEqualTo(0.74);
    assertThat(metric.name()).isEqualTo("ROC-AUC");
  }

  /** Expected: as above, for scores computed by the same formula. */
  @Test
  void rocAucOfManyBatchesEqualsScikitLearn() {
    Metric metric = create(ROC_AUC);
    for (int from = 0; from < 2000; from += 100) {
      float[] scores = new float[100];
      long[] labels = new long[128];
      for (int row = 0; row < 100; row++) {
        long index = from + row;
        scores[row] = (float) ((index * 7919) % 211 / 10.0 - 9);
        labels[row] = ((index * 104_729) % 13 < 4) ^ (scores[row] > 5 && index % 3 == 0) ? 1 : 0;
      }
      metric.add(new Predictions(scores, 100), labels);
    }
    assertThat(metric.result().orElseThrow()).isCloseTo(0.5625039071453874, within(1e-12));
  }

  @Property
  void rocAucIsTheShareOfPairsInOrder(
      @ForAll @Size(min = 1, max = 30) List<@IntRange(min = -3, max = 3) Integer> positives,
      @ForAll @Size(min = 1, max = 30) List<@IntRange(min = -3, max = 3) Integer> negatives) {
    Metric metric = create(ROC_AUC);
    positives.forEach(score -> metric.add(new Predictions(new float[] {score}, 1), new long[] {1}));
    negatives.forEach(score -> metric.add(new Predictions(new float[] {score}, 1), new long[] {0}));
    double wins = 0;
    for (int positive : positives) {
      for (int negative : negatives) {
        wins += positive > negative ? 1 : positive == negative ? 0.5 : 0;
      }
    }
    assertThat(metric.result().orElseThrow())
        .isCloseTo(wins / (positives.size() * negatives.size()), within(1e-12));
  }

  @Test
  void resultsAreEmptyWhereTheyAreUndefined() {
    Metric metric = create(ROC_AUC);
    assertThat(metric.result()).isEmpty();
    metric.add(new Predictions(new float[] {1, 2}, 2), new long[] {1, 1});
    assertThat(metric.result()).isEmpty();
    assertThat(create("{\"name\": \"Accuracy\"}").result()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"Threshold(0), 0.75", "Threshold(0.5), 0.5", "Identity(), 0.25", "'', 0.25"})
  void accuracyComparesTransformedOutputs(String transformer, double expected) {
    Metric metric =
        create(
            "{\"name\": \"Accuracy\", \"evaluation_transformer_function\": \"%s\"}"
                .formatted(transformer));
    metric.add(new Predictions(new float[] {0.25f, -1, 0}, 3), new long[] {1, 1, 0, 9});
    metric.add(new Predictions(new float[] {7}, 1), new long[] {1});
    assertThat(metric.result().orElseThrow()).isEqualTo(expected);
    assertThat(metric.name()).isEqualTo("Accuracy");
  }

  @Test
  void accuracyOfClasses() {
    Metric metric =
        create("{\"name\": \"Accuracy\", \"evaluation_transformer_function\": \"ArgMax()\"}");
    metric.add(
        new Predictions(new float[] {1, 3, 2, 5, 5, 0, -1, -3, -2}, 3), new long[] {1, 0, 2});
    assertThat(metric.result().orElseThrow()).isCloseTo(2.0 / 3, within(1e-12));
  }

  /** Expected: {@code sklearn.metrics.top_k_accuracy_score} of scikit-learn 1.9.1. */
  @Test
  void topAccuracyEqualsScikitLearn() {
    Metric metric = create("{\"name\": \"Accuracy\", \"topn\": 2}");
    metric.add(
        new Predictions(
            new float[] {
              0.5f, 0.2f, 0.2f, 0.1f, 0.3f, 0.4f, 0.2f, 0.1f, 0.2f, 0.4f, 0.3f, 0.1f, 0.7f, 0.2f,
              0.1f, 0.6f
            },
            4),
        new long[] {0, 1, 2, 2});
    assertThat(metric.result().orElseThrow()).isEqualTo(0.75);
    assertThat(metric.name()).isEqualTo("Top-2-Accuracy");
  }

  @Test
  void ofEqualColumnsTheFirstOnesAreOnTop() {
    Metric metric = create("{\"name\": \"Accuracy\", \"topn\": 2}");
    metric.add(new Predictions(new float[] {1, 1, 1, 1, 1, 1}, 2), new long[] {1, 2});
    assertThat(metric.result().orElseThrow()).isEqualTo(0.5);
  }

  @Test
  void sigmoidKeepsTheOrder() {
    Predictions outputs =
        EvaluationTransformers.create("Sigmoid()")
            .transform(new Predictions(new float[] {0, 2, -200}, 3));
    assertThat(outputs.values()).containsExactly(new float[] {0.5f, 0.880797f, 0}, within(1e-6f));
  }

  /** The original's {@code torch.ge(torch.sigmoid(output).float(), 0.5)}: 0.5 itself is class 1. */
  @Test
  void composesTransformers() {
    Predictions outputs =
        EvaluationTransformers.create("Compose([Sigmoid(), Threshold(0.5, inclusive=True)])")
            .transform(new Predictions(new float[] {0, -1e-9f, -1e-3f, 3}, 4));
    assertThat(outputs.values()).containsExactly(1, 1, 0, 1);
  }

  @Test
  void softmaxGivesShares() {
    Predictions outputs =
        EvaluationTransformers.create("Softmax()")
            .transform(new Predictions(new float[] {0, 0, 1000, 0}, 2));
    assertThat(outputs.values()).containsExactly(0.5f, 0.5f, 1, 0);
  }

  /** As {@code torch.argmax(output, dim=-1)} does. */
  @Test
  void notANumberIsTheLargestColumn() {
    Predictions outputs =
        EvaluationTransformers.create("ArgMax()")
            .transform(new Predictions(new float[] {3, Float.NaN, 9, 1, 5, 5}, 2));
    assertThat(outputs.values()).containsExactly(1, 1);
  }

  @Test
  void refusesWhatItCannotCompare() {
    assertThatThrownBy(
            () -> create(ROC_AUC).add(new Predictions(new float[] {1, Float.NaN}, 2), new long[2]))
        .hasMessageContaining("NaN");
    assertThatThrownBy(
            () -> create(ROC_AUC).add(new Predictions(new float[] {1}, 1), new long[] {2}))
        .hasMessageContaining("has the label 2");
    assertThatThrownBy(() -> create(ROC_AUC).add(new Predictions(new float[2], 1), new long[1]))
        .hasMessageContaining("RocAuc needs one score a sample, but gets 2");
    assertThatThrownBy(
            () ->
                create("{\"name\": \"Accuracy\"}")
                    .add(new Predictions(new float[3], 1), new long[1]))
        .hasMessageContaining("Accuracy needs one prediction a sample, but gets 3");
    assertThatThrownBy(
            () ->
                create("{\"name\": \"Accuracy\", \"topn\": 5}")
                    .add(new Predictions(new float[3], 1), new long[1]))
        .hasMessageContaining("Top-5-Accuracy needs at least 5 outputs a sample, but gets 3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"name": "Acuracy"}             | metrics[0].name: "Acuracy" is unknown; did you mean "Accuracy"?
          {}                              | metrics[0].name: is required; allowed: Accuracy, F1Score, RocAuc
          {"name": "Accuracy", "topn": 0} | metrics[0].topn: must be at least 1
          {"name": "RocAuc", "topn": 1}   | metrics[0].topn: unknown field
          {"name": "RocAuc", "evaluation_transformer_function": "Treshold(0)"} | unknown evaluation transformer "Treshold"; did you mean "Threshold"?
          {"name": "RocAuc", "evaluation_transformer_function": "Threshold()"} | Threshold: the argument "value" is missing
          {"name": "F1Score", "num_classes": 3} | the metric F1Score is not supported yet
          """)
  void saysWhatIsWrong(String configuration, String message) {
    assertThatThrownBy(() -> create(configuration)).hasMessageContaining(message);
  }

  private static Metric create(String configuration) {
    return Metrics.create(
        ConfigLoader.parseSection("metrics[0]", configuration, MetricConfig.class));
  }
}
