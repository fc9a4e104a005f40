package org.modyn.supervisor.trigger.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.modyn.supervisor.trigger.FakeModels;
import org.modyn.supervisor.trigger.PolicyRun;

/**
 * The first two tests have the samples and decisions of the original's
 * test_incorporation_latency_cost_trigger; the regret there is a mock.
 */
class CostPolicyTest {
  @Test
  void triggersAsTheOriginal() {
    PolicyRun run = PolicyRun.of(waitingTime(4, 2.5, "")).trainingsTake(10);

    assertThat(run.inform(PolicyRun.range(0, 6))).containsExactly(3);
    // 4 samples have waited for 3 + 2 + 1 + 0 seconds: 2.4 seconds of training
    assertThat(run.inform(PolicyRun.range(6, 11))).isEmpty();
    // and for 4 seconds more, as have the next ones for 6: 28 / 2.5 is at least 10
    assertThat(run.inform(PolicyRun.range(11, 12))).containsExactly(0);
    assertThat(run.log())
        .extracting(entry -> entry.get("regret_metric"))
        .containsExactly(6.0, 6.0, 28.0);
    assertThat(run.log())
        .extracting(entry -> entry.get("regret_in_traintime_unit"))
        .containsExactly(2.4, 2.4, 11.2);
    assertThat(run.log())
        .extracting(entry -> entry.get("traintime_estimate"))
        .containsExactly(-1.0, 10.0, 10.0);
  }

  @Test
  void warmsUpAsTheOriginal() {
    PolicyRun run =
        PolicyRun.of(
                waitingTime(
                    1,
                    1e-3,
                    ", warmup_intervals: 3, warmup_policy: {id: DataAmountTrigger, num_samples:"
                        + " 2}"))
            .trainingsTake(0.001);

    assertThat(run.inform(PolicyRun.range(0, 1))).containsExactly(0);
    assertThat(run.inform(PolicyRun.range(1, 2))).containsExactly(0);
    assertThat(run.inform(PolicyRun.range(2, 3))).isEmpty();
    assertThat(run.inform(PolicyRun.range(3, 4))).containsExactly(0);
  }

  @Test
  void aTriggerEndsTheRegret() {
    PolicyRun run = PolicyRun.of(waitingTime(4, 1, "")).trainingsTake(20);

    // 6 seconds after 4 samples, 28 after 8, and so on after each trigger
    assertThat(run.inform(PolicyRun.range(0, 28))).containsExactly(3, 11, 19, 27);
    assertThat(run.log())
        .extracting(entry -> entry.get("regret_metric"))
        .containsExactly(6.0, 6.0, 28.0, 6.0, 28.0, 6.0, 28.0);
  }

  @Test
  void logsWhatTheOriginalLogs() {
    PolicyRun run = PolicyRun.of(waitingTime(2, 2, ""));
    run.inform(PolicyRun.samples(0, 10, 14, 19, 20));

    assertThat(run.log().get(1))
        .containsExactly(
            Map.entry("type", "cost_aware"),
            Map.entry("triggered", false),
            Map.entry("trigger_index", 3),
            Map.entry("num_samples", 2L),
            Map.entry("evaluation_interval", List.of(19L, 20L)),
            Map.entry("regret_metric", 1.0),
            Map.entry(
                "regret_log", Map.of("regret", 1.0, "batch_duration", 6L, "latency_tracker", 1.0)),
            Map.entry("traintime_estimate", 1.0),
            Map.entry("regret_in_traintime_unit", 0.5));
  }

  @Test
  void intervalsTriggerUntilTheCostIsKnown() {
    PolicyRun run = PolicyRun.of(waitingTime(4, 1, "")).trainingsTake(0);
    assertThat(run.inform(PolicyRun.range(0, 12))).containsExactly(3, 7, 11);

    run.trainingsTake(1e6);
    assertThat(run.inform(PolicyRun.range(12, 28))).containsExactly(3);
  }

  @Test
  void lateSamplesDoNotTurnTimeBack() {
    PolicyRun run = PolicyRun.of(waitingTime(2, 1, "")).trainingsTake(1e6);
    run.inform(PolicyRun.samples(0, 100, 110));
    run.inform(PolicyRun.samples(2, 50, 60)); // 60 and 50 seconds late
    run.inform(PolicyRun.samples(4, 111, 120));

    assertThat(run.log())
        .extracting(entry -> entry.get("regret_metric"))
        .containsExactly(10.0, 110.0, 110.0 + 2 * 10 + 9);
  }

  @Test
  void misclassificationsThatAModelWouldAvoidAreRegretted() {
    // the first model predicts 3 of 4 samples right, later ones all
    FakeModels models = new FakeModels((model, key) -> model > 1 || key % 4 != 0);
    PolicyRun run = models.run(misclassifications(", expected_accuracy: 1.0")).trainingsTake(20);

    // one misclassification each 4 seconds, half of them old on average: 2, 8, 18, 32 seconds
    assertThat(run.inform(PolicyRun.range(0, 40))).containsExactly(3, 19);
    assertThat(run.log())
        .extracting(entry -> entry.get("regret_metric"))
        .containsExactly(0.0, 2.0, 8.0, 18.0, 32.0, 0.0, 0.0, 0.0, 0.0, 0.0);
    assertThat(run.log().get(2).get("regret_log"))
        .isEqualTo(
            Map.of(
                "id_model",
                1,
                "num_misclassifications",
                1L,
                "evaluation_scores",
                Map.of("Accuracy", 0.75),
                "num_samples",
                4L,
                "estimated_new_avoidable_misclassifications",
                1.0));
  }

  @Test
  void theExpectedAccuracyIsThatAfterTrainings() {
    // the first model is right for 8 samples after its training, then wrong
    FakeModels models = new FakeModels((_, key) -> key < 12);
    PolicyRun run = models.run(misclassifications("")).trainingsTake(20);

    // 4 misclassifications each 4 seconds: 8, then 32
    assertThat(run.inform(PolicyRun.range(0, 20))).containsExactly(3, 19);
  }

  @Test
  void looksAheadByTheForecastOfTheNextInterval() {
    FakeModels models = new FakeModels((model, key) -> model > 1 || key % 4 != 0);
    PolicyRun run =
        models
            .run(misclassifications(", expected_accuracy: 1.0, mode: lookahead"))
            .trainingsTake(20);

    // 32 seconds are forecast one interval before they are reached
    assertThat(run.inform(PolicyRun.range(0, 24))).containsExactly(3, 15);
    Map<?, ?> log = (Map<?, ?>) run.log().get(3).get("regret_log");
    // the density of the intervals is 4/3, 1, 1, 1 samples per second
    double seconds = 4 / ((4.0 / 3 + 3) / 4);
    assertThat((Double) log.get("regret_after_next_interval"))
        .isEqualTo(18 + 3 * seconds + seconds / 2, within(1e-9));
  }

  @Test
  void aModelToStartFromIsEvaluated() {
    FakeModels models = new FakeModels((_, _) -> true);
    PolicyRun run =
        new PolicyRun(PolicyRun.config(misclassifications("")), models, Optional.of(42));
    run.inform(PolicyRun.range(0, 8));

    assertThat(models.requests()).containsExactly("42: 0..3", "1: 4..7");
  }

  private static String waitingTime(int samples, double perSecond, String options) {
    return "{id: DataIncorporationLatencyCostTrigger, evaluation_interval_data_points: %s, incorporation_delay_per_training_second: %s%s}"
        .formatted(samples, perSecond, options);
  }

  private static String misclassifications(String options) {
    return "{id: AvoidableMisclassificationCostTrigger, evaluation_interval_data_points: 4, %s, avoidable_misclassification_latency_per_training_second: 1, warmup_policy: {id: DataAmountTrigger, num_samples: 100000}%s}"
        .formatted(FakeModels.EVALUATION, options);
  }
}
