package org.modyn.ml.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.modyn.ml.metric.TestMetrics.batch;
import static org.modyn.ml.metric.TestMetrics.create;
import static org.modyn.ml.metric.TestMetrics.reason;
import static org.modyn.ml.metric.TestMetrics.value;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modyn.ml.tensor.RowException;
import org.modyn.ml.userfunction.UserCode;

final class MetricsTest {
  private static final String ROC_AUC = "{\"name\": \"RocAuc\"}";

  /** All metrics of a model with three outputs, each of which is defined for the samples below. */
  private static final String[] ALL = {
    "{'name': 'Accuracy', 'evaluation_transformer_function': 'ArgMax()'}",
    "{'name': 'Accuracy', 'topn': 2}",
    "{'name': 'F1Score', 'num_classes': 3, 'evaluation_transformer_function': 'ArgMax()'}",
    "{'name': 'Precision', 'num_classes': 3, 'evaluation_transformer_function': 'ArgMax()'}",
    "{'name': 'Recall', 'num_classes': 3, 'average': 'weighted',"
        + " 'evaluation_transformer_function': 'ArgMax()'}",
    "{'name': 'RocAuc'}",
    "{'name': 'AveragePrecision'}",
    "{'name': 'LogLoss'}",
    "{'name': 'BrierScore'}",
    "{'name': 'ExpectedCalibrationError', 'bins': 4}",
    "{'name': 'MeanAbsoluteError', 'evaluation_transformer_function': 'ArgMax()'}",
    "{'name': 'MeanSquaredError', 'evaluation_transformer_function': 'ArgMax()'}"
  };

  @Property
  void rocAucIsTheShareOfPairsInOrder(
      @ForAll @Size(min = 1, max = 30) List<@IntRange(min = -3, max = 3) Integer> positives,
      @ForAll @Size(min = 1, max = 30) List<@IntRange(min = -3, max = 3) Integer> negatives) {
    MetricSet metrics = create(ROC_AUC);
    positives.forEach(score -> metrics.add(batch(new float[] {score}, 1)));
    negatives.forEach(score -> metrics.add(batch(new float[] {score}, 0)));
    double wins = 0;
    for (int positive : positives) {
      for (int negative : negatives) {
        wins += positive > negative ? 1 : positive == negative ? 0.5 : 0;
      }
    }
    assertThat(value(metrics))
        .isCloseTo(wins / (positives.size() * negatives.size()), within(1e-12));
  }

  @Property(tries = 50)
  void neitherOrderNorBatchesOfSamplesMatter(
      @ForAll @IntRange(min = 0, max = 1_000_000) int seed,
      @ForAll @IntRange(min = 1, max = 40) int batchSize) {
    Random random = new Random(seed);
    List<float[]> samples = new ArrayList<>();
    for (int sample = 0; sample < 100; sample++) {
      samples.add(
          new float[] {
            sample % 3, random.nextInt(4), random.nextInt(4), (float) random.nextGaussian()
          });
    }
    MetricSet inOneBatch = create(quoted(ALL));
    add(inOneBatch, samples, samples.size());
    Collections.shuffle(samples, random);
    MetricSet inSeveral = create(quoted(ALL));
    add(inSeveral, samples, batchSize);

    assertThat(inOneBatch.results()).hasSameSizeAs(ALL);
    inOneBatch
        .results()
        .forEach(
            (name, result) ->
                assertThat(value(inSeveral.results().get(name)))
                    .as(name)
                    .isCloseTo(value(result), within(1e-12)));
  }

  private static void add(MetricSet metrics, List<float[]> samples, int batchSize) {
    for (int from = 0; from < samples.size(); from += batchSize) {
      int size = Math.min(batchSize, samples.size() - from);
      float[] outputs = new float[3 * size];
      long[] labels = new long[size];
      for (int sample = 0; sample < size; sample++) {
        float[] values = samples.get(from + sample);
        labels[sample] = (long) values[0];
        System.arraycopy(values, 1, outputs, 3 * sample, 3);
      }
      metrics.add(batch(outputs, labels));
    }
  }

  private static String[] quoted(String... configurations) {
    return IntStream.range(0, configurations.length)
        .mapToObj(index -> configurations[index].replace('\'', '"'))
        .toArray(String[]::new);
  }

  /** The same metrics, each alone, have the same values: sharing changes nothing. */
  @Test
  void metricsTogetherEqualMetricsAlone() {
    float[] outputs = {3, 1, 2, 0, 5, 1, 2, 2, 1, 0, 1, 4, 7, 1, 0};
    long[] labels = {0, 1, 1, 2, 2};
    MetricSet together = create(quoted(ALL));
    together.add(batch(outputs, labels));
    for (String configuration : quoted(ALL)) {
      MetricSet alone = create(configuration);
      alone.add(batch(outputs, labels));
      String name = alone.results().firstEntry().getKey();
      assertThat(alone.results().get(name)).isEqualTo(together.results().get(name));
    }
  }

  /** However many metrics and intervals use a transformer, it sees a batch once. */
  @Test
  void aBatchIsTransformedOnce() {
    AtomicInteger calls = new AtomicInteger();
    EvaluationTransformer counting =
        predictions -> {
          calls.incrementAndGet();
          return predictions;
        };
    EvaluationMetrics metrics =
        new EvaluationMetrics(
            IntStream.of(1, 2)
                .mapToObj(
                    bins ->
                        new MetricDefinition(
                            TestMetrics.config(
                                String.format(
                                    Locale.ROOT,
                                    "{\"name\": \"ExpectedCalibrationError\", \"bins\": %d}",
                                    bins)),
                            Optional.of(counting)))
                .toList());
    EvaluatedBatch batch = batch(new float[] {0.25f}, 1);
    metrics.newSet().add(batch);
    metrics.newSet().add(batch);
    assertThat(calls).hasValue(1);
  }

  @Test
  void withoutSamplesEveryMetricIsUndefined() {
    assertThat(create(quoted(ALL)).results().values())
        .hasSameSizeAs(ALL)
        .containsOnly(MetricResult.undefined("there are no samples"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'name': 'RocAuc'}           | 1 | 1 | all samples have the label 1
          {'name': 'RocAuc'}           | 0 | 0 | no sample has the label 1
          {'name': 'AveragePrecision'} | 0 | 1 | no sample has the label 1
          {'name': 'Precision', 'num_classes': 2, 'average': 'binary'} | 1 | 0 | no sample is predicted as class 1
          {'name': 'Recall', 'num_classes': 2, 'average': 'binary'} | 0 | 1 | no sample has the label 1
          {'name': 'F1Score', 'num_classes': 2, 'average': 'binary'} | 0 | 0 | no sample has the label 1 or is predicted as it
          {'name': 'F1Score', 'num_classes': 2, 'average': 'binary', 'pos_label': 0} | 1 | 1 | no sample has the label 0 or is predicted as it
          """)
  void saysWhyAMetricIsUndefined(String configuration, long label, float output, String reason) {
    MetricSet metrics = create(quoted(configuration));
    metrics.add(batch(new float[] {output, output}, label, label));
    assertThat(reason(metrics)).isEqualTo(reason);
  }

  @Test
  void ofSeveralClassesEachIsToHaveSamples() {
    MetricSet metrics = create(ROC_AUC);
    metrics.add(batch(new float[] {1, 0, 0, 0, 1, 0}, 0, 2));
    assertThat(reason(metrics)).isEqualTo("no sample has the label 1");
  }

  /** In averages, a class without samples and predictions counts as 0, as in the original. */
  @Test
  void aMissingClassCountsAsZeroInAMacroAverage() {
    MetricSet metrics = create("{\"name\": \"F1Score\", \"num_classes\": 4}");
    metrics.add(batch(new float[] {0, 1, 2}, 0, 1, 2));
    assertThat(value(metrics)).isEqualTo(0.75);
    assertThat(metrics.results()).containsOnlyKeys("F1-macro");
  }

  /** Scores that are floats are stored as such until the first one that is not. */
  @Property
  void scoresAreSortedInFullPrecision(
      @ForAll List<Float> floats, @ForAll @Size(max = 20) List<Double> doubles) {
    Scores scores = new Scores();
    List<Double> expected = new ArrayList<>(doubles);
    floats.forEach(value -> expected.addFirst((double) value));
    expected.forEach(scores::add);
    scores.sort();
    assertThat(IntStream.range(0, scores.size()).mapToObj(scores::get))
        .containsExactlyElementsOf(expected.stream().sorted().toList());
  }

  @ParameterizedTest
  @CsvSource({"Threshold(0), 0.75", "Threshold(0.5), 0.5", "Identity(), 0.25", "'', 0.25"})
  void accuracyComparesTransformedOutputs(String transformer, double expected) {
    MetricSet metrics =
        create(
            String.format(
                Locale.ROOT,
                "{\"name\": \"Accuracy\", \"evaluation_transformer_function\": \"%s\"}",
                transformer));
    metrics.add(batch(new float[] {0.25f, -1, 0}, 1, 1, 0));
    metrics.add(batch(new float[] {7}, 1));
    assertThat(value(metrics)).isEqualTo(expected);
  }

  @Test
  void ofEqualColumnsTheFirstOnesAreOnTop() {
    MetricSet metrics = create("{\"name\": \"Accuracy\", \"topn\": 2}");
    metrics.add(batch(new float[] {1, 1, 1, 1, 1, 1}, 1, 2));
    assertThat(value(metrics)).isEqualTo(0.5);
    assertThat(metrics.results()).containsOnlyKeys("Top-2-Accuracy");
  }

  /** Guo et al.: bin i of n has the confidences in ((i - 1) / n, i / n]. */
  @Test
  void aConfidenceAtABoundBelongsToTheBinBelow() {
    MetricSet metrics =
        create(
            "{\"name\": \"ExpectedCalibrationError\", \"bins\": 4,"
                + " \"evaluation_transformer_function\": \"Identity()\"}");
    // bins (0.5, 0.75] and (0.75, 1]: |2 - 1.375| and |0 - 1| of three samples
    metrics.add(batch(new float[] {0.75f, 0.625f, 1}, 1, 1, 0));
    assertThat(value(metrics)).isCloseTo((0.625 + 1) / 3, within(1e-12));
  }

  @Test
  void refusesWhatItCannotCompare() {
    assertThatThrownBy(() -> create(ROC_AUC).add(batch(new float[] {1, Float.NaN}, 0, 0)))
        .isInstanceOf(RowException.class)
        .hasMessageContaining("has the output NaN, for which ROC-AUC is undefined");
    assertThatThrownBy(() -> create(ROC_AUC).add(batch(new float[] {1}, 2)))
        .hasMessageContaining("has the label 2, but the labels of ROC-AUC are 0 and 1");
    assertThatThrownBy(() -> create(ROC_AUC).add(batch(new float[3], 3)))
        .hasMessageContaining("has the label 3, but the labels of ROC-AUC are 0 to 2");
    assertThatThrownBy(() -> create("{\"name\": \"Accuracy\"}").add(batch(new float[3], 0)))
        .hasMessageContaining("Accuracy needs one value a sample, but gets 3")
        .hasMessageContaining("ArgMax()");
    assertThatThrownBy(
            () -> create("{\"name\": \"Accuracy\", \"topn\": 5}").add(batch(new float[3], 0)))
        .hasMessageContaining("Top-5-Accuracy needs at least 5 outputs a sample, but gets 3");
    assertThatThrownBy(
            () ->
                create("{\"name\": \"Recall\", \"num_classes\": 3}")
                    .add(batch(new float[] {0.5f}, 0)))
        .hasMessageContaining("has the prediction 0.5, but the classes of Recall-macro are 0 to 2")
        .hasMessageContaining("ArgMax()");
    assertThatThrownBy(
            () ->
                create("{\"name\": \"Recall\", \"num_classes\": 3}").add(batch(new float[] {0}, 3)))
        .hasMessageContaining("has the label 3, but the labels of Recall-macro are 0 to 2");
    assertThatThrownBy(
            () -> create("{\"name\": \"LogLoss\"}").add(batch(new float[] {Float.NaN}, 0)))
        .hasMessageContaining("LogLoss cannot compute probabilities");
    assertThatThrownBy(
            () ->
                create("{\"name\": \"LogLoss\"}")
                    .add(batch(new float[] {0, Float.POSITIVE_INFINITY}, 0)))
        .hasMessageContaining("LogLoss cannot compute probabilities");
    assertThatThrownBy(
            () ->
                create("{\"name\": \"MeanSquaredError\"}")
                    .add(batch(new float[] {Float.NEGATIVE_INFINITY}, 0)))
        .hasMessageContaining("has the output -Infinity, for which MeanSquaredError is undefined");
  }

  @Test
  void whatATransformerReturnsAreToBeProbabilities() {
    String logLoss = "{\"name\": \"LogLoss\", \"evaluation_transformer_function\": \"Identity()\"}";
    assertThatThrownBy(() -> create(logLoss).add(batch(new float[] {1.5f}, 1)))
        .hasMessageContaining("has the value 1.5, but LogLoss needs probabilities");
    assertThatThrownBy(() -> create(logLoss).add(batch(new float[] {0.5f, 0.25f}, 1)))
        .hasMessageContaining("has values with the sum 0.750, but LogLoss needs probabilities");
    MetricSet metrics = create(logLoss);
    metrics.add(batch(new float[] {0.5f, 0.5f}, 1));
    assertThat(value(metrics)).isCloseTo(Math.log(2), within(1e-12));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"name": "Acuracy"}             | metrics[0].name: "Acuracy" is unknown; did you mean "Accuracy"?
          {}                              | metrics[0].name: is required; allowed: Accuracy, F1Score, Precision, Recall, RocAuc,
          {"name": "Accuracy", "topn": 0} | metrics[0].topn: must be at least 1
          {"name": "RocAuc", "topn": 1}   | metrics[0].topn: unknown field
          {"name": "RocAuc", "evaluation_transformer_function": "Treshold(0)"} | unknown evaluation transformer "Treshold"; did you mean "Threshold"?
          {"name": "RocAuc", "evaluation_transformer_function": "Threshold()"} | Threshold: the argument "value" is missing
          {"name": "ExpectedCalibrationError", "bins": 0} | metrics[0].bins: must be between 1 and
          {"name": "Precision", "num_classes": 3, "average": "binary"} | metrics[0].num_classes: must be 2 when average is binary, but is 3
          {"name": "Recall", "num_classes": 2, "average": "binary", "pos_label": 2} | metrics[0].pos_label: must be 0 or 1 when average is binary, but is 2
          """)
  void saysWhatIsWrong(String configuration, String message) {
    assertThatThrownBy(
            () ->
                MetricDefinition.create(
                    TestMetrics.config(configuration), UserCode.withoutPlugins()))
        .hasMessageContaining(message);
  }
}
