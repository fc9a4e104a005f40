package org.modyn.supervisor.trigger.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.modyn.supervisor.data.NewSamples;
import org.modyn.supervisor.trigger.FakeModels;
import org.modyn.supervisor.trigger.PolicyRun;

/**
 * The samples and decisions of the first tests are those of the original's test_datadrifttrigger,
 * which replaces the detection by a mock. Here, the feature of a sample is 0 or 1, so that the
 * Kolmogorov-Smirnov distance of two windows is the difference of their means.
 */
class DriftPolicyTest {
  private static final String THRESHOLD = "{id: ThresholdDecisionCriterion, threshold: 0.9}";

  /** No sample is like those of the interval before. */
  private static FakeModels alwaysDrift(int samplesPerInterval) {
    return new FakeModels((_, key) -> key / samplesPerInterval % 2 == 0);
  }

  private static FakeModels noDrift() {
    return new FakeModels((_, _) -> true);
  }

  @Test
  void alwaysTriggers() {
    for (Map.Entry<Integer, List<Integer>> expected :
        Map.of(1, List.of(0, 1, 2, 3, 4), 2, List.of(1, 3), 5, List.of(4)).entrySet()) {
      int samples = expected.getKey();
      PolicyRun run = alwaysDrift(samples).run(trigger(samples, windows(samples, samples), ""));
      assertThat(run.inform(PolicyRun.samples(10, 1, 1, 1, 1, 1))).isEqualTo(expected.getValue());
    }
  }

  @Test
  void triggersOnceWithoutDrift() {
    for (Map.Entry<Integer, Integer> expected : Map.of(1, 0, 2, 1, 5, 4).entrySet()) {
      PolicyRun run = noDrift().run(trigger(expected.getKey(), windows(1000, 1000), ""));
      assertThat(run.inform(PolicyRun.samples(10, 1, 1, 1, 1, 1)))
          .containsExactly(expected.getValue());
    }
  }

  @Test
  void aMetricThatNeedsLargerWindowsDecidesNothing() {
    PolicyRun run =
        alwaysDrift(1)
            .run(
                "{id: DataDriftTrigger, evaluation_interval_data_points: 1, aggregation_strategy:"
                    + " {id: AtLeastN, n: 1}, metrics: {m: {id: ClassifierDriftMetric, folds: 2,"
                    + " decision_criterion: {id: ThresholdDecisionCriterion, threshold: 0}}}}");

    assertThat(run.inform(PolicyRun.range(0, 2))).containsExactly(0);
    assertThat(run.log().getLast().get("drift_results"))
        .asString()
        .contains("is_drift=false", "distance=null", "needs at least 2 samples");
  }

  @Test
  void windowsOfAmountsAcrossBatches() {
    FakeModels models = noDrift();
    PolicyRun run = models.run(trigger(3, windows(5, 5), ""));

    assertThat(run.inform(sameSecond(0, 7))).containsExactly(2);
    assertThat(run.inform(sameSecond(7, 9))).isEmpty();
    assertThat(run.inform(sameSecond(9, 10))).isEmpty();
    // the current window has the samples 3 to 5, then 4 to 8
    assertThat(models.requests()).containsExactly("1: 0..2", "1: 3..5", "1: 0..2", "1: 4..8");
  }

  private static NewSamples sameSecond(int from, int to) {
    long[] timestamps = new long[to - from];
    Arrays.fill(timestamps, 100);
    return PolicyRun.samples(from, timestamps);
  }

  @Test
  void windowsOfTime() {
    FakeModels models = noDrift();
    PolicyRun run =
        models.run(trigger(1, "{id: TimeWindowingStrategy, limit_cur: 10s, limit_ref: 10s}", ""));

    assertThat(run.inform(PolicyRun.samples(1, 100, 104, 105))).containsExactly(0);
    assertThat(run.inform(PolicyRun.samples(4, 111, 115))).isEmpty();
    // the limit of 10 seconds is inclusive
    assertThat(models.requests().getLast()).isEqualTo("1: 3..5");
  }

  /**
   * As in the original, the warm-up triggers at the samples 4, 9, 14 and 24, and drift at 34. The
   * reference windows of the calibration have the samples 2 to 4 (twice), 7 to 9, 12 to 14 and 17
   * to 19.
   */
  @Test
  void warmsUp() {
    FakeModels models = new FakeModels((_, key) -> key < 30 || key >= 35);
    PolicyRun run =
        models.run(
            "{id: DataDriftTrigger, evaluation_interval_data_points: 5, windowing_strategy: "
                + windows(3, 3)
                + ", warmup_intervals: 5, warmup_policy: {id: DataAmountTrigger, num_samples: 7},"
                + " metrics: {ks: {id: AlibiDetectKSDriftMetric, decision_criterion: {id:"
                + " DynamicRollingAverageThresholdCriterion, window_size: 5, deviation: 0.7,"
                + " absolute: true}}}}");
    List<List<Integer>> indexes =
        List.of(List.of(4), List.of(4), List.of(4), List.of(), List.of(4), List.of(), List.of(4));
    for (int batch = 0; batch < indexes.size(); batch++) {
      assertThat(run.inform(PolicyRun.range(5L * batch, 5L * batch + 5)))
          .as("batch %s", batch)
          .isEqualTo(indexes.get(batch));
    }

    assertThat(models.requests())
        .startsWith("3: 22..24", "3: 2..4", "3: 2..4", "3: 7..9", "3: 12..14", "3: 17..19");
    assertThat(run.log())
        .filteredOn(entry -> entry.get("is_warmup").equals(true))
        .hasSize(5 + 5)
        .last()
        .satisfies(entry -> assertThat(entry).containsEntry("triggered", true));
  }

  @Test
  void rawFeaturesNeedNoModel() {
    FakeModels models = alwaysDrift(4);
    PolicyRun run =
        PolicyRun.withoutTrainings(trigger(4, windows(4, 4), ", embeddings: none"), models);
    // the reference window is empty until a model was trained
    assertThat(run.inform(PolicyRun.range(0, 8))).containsExactly(3, 7);
    assertThat(models.requests()).isEmpty();

    PolicyRun trained = models.run(trigger(4, windows(4, 4), ", embeddings: none"));
    assertThat(trained.inform(PolicyRun.range(0, 8))).containsExactly(3, 7);
    assertThat(models.requests()).containsExactly("none: 0..3", "none: 4..7");
  }

  @Test
  void aModelToStartFromHasNoReference() {
    FakeModels models = noDrift();
    PolicyRun run =
        new PolicyRun(PolicyRun.config(trigger(4, windows(4, 4), "")), models, Optional.of(42));

    assertThat(run.inform(PolicyRun.range(0, 8))).containsExactly(3);
    assertThat(models.requests()).containsExactly("1: 0..3", "1: 4..7");
  }

  @Test
  void metricsVote() {
    String metrics =
        "a: {id: AlibiDetectKSDriftMetric, decision_criterion: "
            + THRESHOLD
            + "}, b: {id:"
            + " AlibiDetectKSDriftMetric, decision_criterion: {id: ThresholdDecisionCriterion,"
            + " threshold: 2}}";
    for (Map.Entry<String, List<Integer>> expected :
        Map.of(
                "{id: MajorityVote}", List.of(3),
                "{id: AtLeastN, n: 1}", List.of(3, 7),
                "{id: AtLeastN, n: 2}", List.of(3))
            .entrySet()) {
      PolicyRun run =
          alwaysDrift(4)
              .run(
                  "{id: DataDriftTrigger, evaluation_interval_data_points: 4, windowing_strategy: "
                      + windows(4, 4)
                      + ", aggregation_strategy: "
                      + expected.getKey()
                      + ", metrics: {"
                      + metrics
                      + "}}");
      assertThat(run.inform(PolicyRun.range(0, 8))).isEqualTo(expected.getValue());
    }
  }

  private static String windows(int current, int reference) {
    return "{id: AmountWindowingStrategy, amount_cur: "
        + current
        + ", amount_ref: "
        + reference
        + "}";
  }

  private static String trigger(int samples, String windows, String options) {
    return "{id: DataDriftTrigger, evaluation_interval_data_points: "
        + samples
        + ", windowing_strategy: "
        + windows
        + ", metrics: {ks: {id: AlibiDetectKSDriftMetric, decision_criterion: "
        + THRESHOLD
        + "}}"
        + options
        + "}";
  }
}
