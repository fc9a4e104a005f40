package org.modyn.supervisor.trigger.performance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.common.config.pipeline.trigger.performance.PerformanceEvaluationConfig;
import org.modyn.supervisor.trigger.FakeModels;
import org.modyn.supervisor.trigger.FeatureSource;
import org.modyn.supervisor.trigger.PerformanceSource;
import org.modyn.supervisor.trigger.PerformanceSource.Performance;
import org.modyn.supervisor.trigger.PolicyRun;
import org.modyn.supervisor.trigger.TriggerServices;

/**
 * The first two tests have the samples, evaluations and decisions of the original's
 * test_performancetrigger.
 */
class PerformancePolicyTest {
  @Test
  void triggersAsTheOriginal() {
    // the model of the first trigger is bad, that of the second one is good
    FakeModels models = new FakeModels((model, key) -> model == 2 || key % 2 == 0);
    PolicyRun run = models.run(trigger(4, "", "accuracy: " + threshold(0.8)));

    assertThat(run.inform(PolicyRun.range(0, 6))).containsExactly(3);
    assertThat(models.requests()).isEmpty();
    assertThat(run.inform(PolicyRun.range(6, 11))).containsExactly(1);
    assertThat(run.inform(PolicyRun.range(11, 12))).isEmpty();
    assertThat(models.requests()).containsExactly("1: 4..7", "2: 8..11");
    assertThat(run.log())
        .extracting(entry -> entry.get("triggered"))
        .containsExactly(true, true, false);
  }

  @Test
  void warmsUpAsTheOriginal() {
    FakeModels models = new FakeModels((_, key) -> key < 3);
    PolicyRun run =
        models.run(
            trigger(
                1,
                "warmup_intervals: 3, warmup_policy: {id: DataAmountTrigger, num_samples: 2}, ",
                "accuracy: " + threshold(0.8)));

    assertThat(run.inform(PolicyRun.range(0, 1))).containsExactly(0);
    assertThat(models.requests()).isEmpty();
    assertThat(run.inform(PolicyRun.range(1, 2))).containsExactly(0);
    assertThat(run.inform(PolicyRun.range(2, 3))).isEmpty();
    assertThat(run.inform(PolicyRun.range(3, 4))).containsExactly(0);
    assertThat(models.requests()).containsExactly("1: 1..1", "2: 2..2", "2: 3..3");
    assertThat(run.log())
        .extracting(entry -> entry.get("policy_decisions"))
        .containsExactly(Map.of(), Map.of(), Map.of(), Map.of("accuracy", true));
  }

  @Test
  void logsWhatTheOriginalLogs() {
    FakeModels models = new FakeModels((_, key) -> key % 4 != 0);
    PolicyRun run =
        models.run(
            trigger(
                4,
                "",
                "low: "
                    + threshold(0.7)
                    + ", high: "
                    + threshold(0.8)
                    + ", "
                    + number("wrong", 9)));
    run.inform(PolicyRun.range(0, 9));

    assertThat(run.log()).hasSize(2);
    assertThat(run.log().getFirst())
        .containsExactly(
            Map.entry("type", "performance"),
            Map.entry("triggered", true),
            Map.entry("trigger_index", 3),
            Map.entry("num_samples", 4L),
            Map.entry("evaluation_interval", List.of(100L, 103L)),
            nullEntry("id_model"),
            Map.entry("num_misclassifications", -1L),
            Map.entry("evaluation_scores", Map.of()),
            Map.entry("policy_decisions", Map.of()));
    assertThat(run.log().get(1))
        .containsEntry("trigger_index", 7)
        .containsEntry("id_model", 1)
        .containsEntry("num_misclassifications", 1L)
        .containsEntry("evaluation_scores", Map.of("Accuracy", 0.75))
        .containsEntry("policy_decisions", Map.of("low", false, "high", true, "wrong", false));
  }

  private static Map.Entry<String, Object> nullEntry(String key) {
    return new AbstractMap.SimpleEntry<>(key, null);
  }

  @Test
  void theWarmUpCalibratesDynamicCriteria() {
    // the accuracies of the intervals 1 to 6
    List<Integer> right = List.of(90, 88, 92, 90, 85, 80);
    PolicyRun run =
        accuracies(right)
            .run(
                trigger(
                    100,
                    "warmup_intervals: 4, warmup_policy: {id: DataAmountTrigger, num_samples:"
                        + " 100000}, ",
                    "drop: {id: DynamicRollingAveragePerformanceThresholdCriterion, metric:"
                        + " Accuracy, deviation: 0.06, absolute: true}"));

    // 0.90 and 0.85 are near the mean, about 0.9 and 0.9; 0.80 is not
    assertThat(run.inform(PolicyRun.range(0, 700))).containsExactly(99, 699);
  }

  @Test
  void looksAheadByTheTrendSinceTheTraining() {
    List<Integer> right = List.of(95, 93, 91, 89, 87, 85, 83, 81, 79, 77);
    String criteria = "accuracy: " + threshold(0.82);

    // hindsight: 0.81 in interval 8
    assertThat(accuracies(right).run(trigger(100, "", criteria)).inform(PolicyRun.range(0, 900)))
        .containsExactly(99, 899);
    // the line through 0.95 ... 0.85 leads to 0.8319, that through 0.95 ... 0.83 to 0.8114
    assertThat(
            accuracies(right)
                .run(trigger(100, "mode: lookahead, ", criteria))
                .inform(PolicyRun.range(0, 800)))
        .containsExactly(99, 799);
  }

  @Test
  void fewEvaluationsForecastNoTrend() {
    // a mean is not below the last one of a falling series
    List<Integer> right = List.of(99, 90, 85, 81, 95, 95);
    assertThat(
            accuracies(right)
                .run(trigger(100, "mode: lookahead, ", "accuracy: " + threshold(0.8)))
                .inform(PolicyRun.range(0, 500)))
        .containsExactly(99);
  }

  @Test
  void theRollingAverageForecastsTheMean() {
    List<Integer> right = List.of(50, 100, 100, 100);
    String options = "mode: lookahead, forecasting_method: rolling_average, ";
    String quantile =
        "q: {id: DynamicQuantilePerformanceThresholdCriterion, metric: Accuracy, quantile: 0.5}";
    String warmUp =
        "warmup_intervals: 2, warmup_policy: {id: DataAmountTrigger, num_samples: 100000}, ";

    // interval 2: 1 is not below the median, 0.5; the mean 0.75 is not below the new one, 0.75
    // interval 3: 1 is not below 0.75; the mean 0.83 is below the new median, 1
    assertThat(
            accuracies(right)
                .run(trigger(100, warmUp + options, quantile))
                .inform(PolicyRun.range(0, 400)))
        .containsExactly(99, 399);
    assertThat(
            accuracies(right).run(trigger(100, warmUp, quantile)).inform(PolicyRun.range(0, 400)))
        .containsExactly(99);
  }

  @Test
  void intervalsTriggerUntilAModelWasTrained() {
    FakeModels models = new FakeModels((_, _) -> true);
    PolicyRun run =
        PolicyRun.withoutTrainings(trigger(4, "", "accuracy: " + threshold(0.8)), models);

    assertThat(run.inform(PolicyRun.range(0, 12))).containsExactly(3, 7, 11);
    assertThat(models.requests()).isEmpty();
  }

  @Test
  void aModelToStartFromIsEvaluated() {
    FakeModels models = new FakeModels((model, _) -> model == 42);
    PolicyRun run =
        new PolicyRun(
            PolicyRun.config(trigger(4, "", "accuracy: " + threshold(0.8))),
            models,
            Optional.of(42));

    assertThat(run.inform(PolicyRun.range(0, 8))).containsExactly(3, 7);
    assertThat(models.requests()).containsExactly("42: 0..3", "1: 4..7");
  }

  @Test
  void anIntervalWhoseSamplesWereDeletedDecidesNothing() {
    TriggerServices deleted = services((_, keys) -> new Performance(0, 0, Map.of()));
    PolicyRun run =
        new PolicyRun(
            PolicyRun.config(trigger(4, "", "accuracy: " + threshold(0.8))),
            deleted,
            Optional.empty());

    assertThat(run.inform(PolicyRun.range(0, 8))).containsExactly(3);
    assertThat(run.log().get(1))
        .containsEntry("num_misclassifications", -1L)
        .containsEntry("policy_decisions", Map.of());
  }

  /** The original's files use the name of the metric's class, results another one. */
  @ParameterizedTest
  @ValueSource(strings = {"ROC-AUC", "RocAuc"})
  void aCriterionNamesAMetricAsResultsOrTheOriginalDo(String metric) {
    TriggerServices models =
        services(
            (_, keys) -> new Performance(keys.length, 0, Map.of("Accuracy", 1.0, "ROC-AUC", 0.7)));
    String config =
        trigger(4, "", "auc: " + threshold(0.8).replace("metric: Accuracy", "metric: " + metric))
            .replace("metrics: [{name: Accuracy}]", "metrics: [{name: Accuracy}, {name: RocAuc}]");
    PolicyRun run = new PolicyRun(PolicyRun.config(config), models, Optional.empty());

    assertThat(run.inform(PolicyRun.range(0, 8))).containsExactly(3, 7);
  }

  @Test
  void anUndefinedMetricDecidesNothing() {
    TriggerServices undefined =
        services((_, keys) -> new Performance(keys.length, keys.length, Map.of()));
    PolicyRun run =
        new PolicyRun(
            PolicyRun.config(trigger(4, "", "accuracy: " + threshold(0.8))),
            undefined,
            Optional.empty());

    assertThat(run.inform(PolicyRun.range(0, 8))).containsExactly(3);
    assertThat(run.log().get(1)).containsEntry("policy_decisions", Map.of("accuracy", false));
  }

  private static TriggerServices services(PerformanceSource source) {
    return new TriggerServices() {
      @Override
      public FeatureSource features() {
        return TriggerServices.none().features();
      }

      @Override
      public PerformanceSource performance(PerformanceEvaluationConfig config) {
        return source;
      }
    };
  }

  /** Returns models that predict so many of the 100 samples of the intervals from the second on. */
  private static FakeModels accuracies(List<Integer> right) {
    List<Integer> all = new ArrayList<>(List.of(100));
    all.addAll(right);
    return new FakeModels((_, key) -> key % 100 < all.get((int) (key / 100)));
  }

  private static String trigger(int samples, String options, String criteria) {
    return "{id: PerformanceTrigger, evaluation_interval_data_points: %s, %s, %sdecision_criteria: {%s}}"
        .formatted(samples, FakeModels.EVALUATION, withWarmUp(options, criteria), criteria);
  }

  private static String withWarmUp(String options, String criteria) {
    return options.contains("warmup_policy") || !criteria.contains("Misclassification")
        ? options
        : options + "warmup_policy: {id: DataAmountTrigger, num_samples: 100000}, ";
  }

  private static String threshold(double value) {
    return "{id: StaticPerformanceThresholdCriterion, metric: Accuracy, metric_threshold: "
        + value
        + "}";
  }

  private static String number(String name, int threshold) {
    return name
        + ": {id: StaticNumberMisclassificationCriterion, avoidable_misclassification_threshold: "
        + threshold
        + "}";
  }
}
