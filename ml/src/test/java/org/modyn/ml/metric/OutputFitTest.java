package org.modyn.ml.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.config.pipeline.evaluation.metric.MetricConfig;
import org.modyn.ml.userfunction.UserCode;

/** Which metrics fit which numbers of outputs, and what is said of those that do not. */
final class OutputFitTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | name: Accuracy, evaluation_transformer_function: Threshold(0)",
        "1 | name: Accuracy",
        "10 | name: Accuracy, evaluation_transformer_function: ArgMax()",
        "5 | name: Accuracy, topn: 5",
        "10 | name: F1Score, num_classes: 10, evaluation_transformer_function: ArgMax()",
        "1 | name: F1Score, num_classes: 2, evaluation_transformer_function: Threshold(0)",
        "1 | name: RocAuc",
        "2 | name: RocAuc",
        "10 | name: RocAuc, evaluation_transformer_function: Softmax()",
        "10 | name: AveragePrecision",
        "1 | name: LogLoss",
        "10 | name: LogLoss",
        "10 | name: BrierScore, evaluation_transformer_function: Identity()",
        "1 | name: ExpectedCalibrationError, evaluation_transformer_function: Sigmoid()",
        "1 | name: MeanSquaredError",
        "100000 | name: Accuracy, evaluation_transformer_function: ArgMax()",
      })
  void fits(int outputs, String metric) {
    assertThat(problems(outputs, metric)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10 | name: Accuracy | Accuracy needs one value a sample, but gets 10; its"
            + " evaluation_transformer_function may be ArgMax()",
        "10 | name: Accuracy, evaluation_transformer_function: Threshold(0) | Accuracy needs one"
            + " value a sample, but gets 10; its evaluation_transformer_function may be ArgMax()",
        "3 | name: Accuracy, topn: 5"
            + " | Top-5-Accuracy needs at least 5 outputs a sample, but gets 3",
        "10 | name: F1Score, num_classes: 5, evaluation_transformer_function: ArgMax()"
            + " | a sample has the prediction 9.0, but the classes of F1-macro are 0 to 4; its"
            + " evaluation_transformer_function may be ArgMax() or Threshold(0.5)",
        "2 | name: MeanAbsoluteError"
            + " | MeanAbsoluteError needs one value a sample, but gets 2; it is for models with one"
            + " output",
        "10 | name: LogLoss, evaluation_transformer_function: Sigmoid()"
            + " | a sample has values with the sum 5.231, but LogLoss needs probabilities; its"
            + " evaluation_transformer_function may be Softmax() or Sigmoid(), or omitted if the"
            + " model's outputs are logits",
      })
  void doesNotFit(int outputs, String metric, String reason) {
    assertThat(problems(outputs, metric))
        .containsExactly(
            "metrics[0]: does not fit the model, which has "
                + outputs
                + " outputs per sample: "
                + reason);
  }

  @Test
  void oneOutputIsSingular() {
    assertThat(problems(1, "name: Accuracy, topn: 2"))
        .containsExactly(
            "metrics[0]: does not fit the model, which has 1 output per sample: Top-2-Accuracy"
                + " needs at least 2 outputs a sample, but gets 1");
  }

  @Test
  void eachMetricHasItsField() {
    assertThat(
            problems(
                3, "name: LogLoss", "name: Accuracy", "name: RocAuc", "name: MeanAbsoluteError"))
        .extracting(problem -> problem.substring(0, problem.indexOf(':')))
        .containsExactly("metrics[1]", "metrics[3]");
  }

  private static List<String> problems(int outputs, String... metrics) {
    List<MetricDefinition> definitions =
        Arrays.stream(metrics)
            .map(
                metric ->
                    ConfigLoader.parseSection("metric", "{" + metric + "}", MetricConfig.class))
            .map(config -> MetricDefinition.create(config, UserCode.withoutPlugins()))
            .toList();
    FieldProblems problems = new FieldProblems();
    new EvaluationMetrics(definitions).checkFit(outputs, "metrics", problems);
    return problems.problems().stream()
        .map(problem -> problem.field() + ": " + problem.message())
        .toList();
  }
}
