package org.modyn.supervisor.trigger.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.modyn.supervisor.data.NewSamples;
import org.modyn.supervisor.trigger.FakeModels;
import org.modyn.supervisor.trigger.PolicyRun;

/** The first two tests have the samples and decisions of the original's test_ensembletrigger. */
class EnsembleTriggerTest {
  private static final String TIME_AND_AMOUNT =
      ensemble(
          "{id: AtLeastN, n: 2}",
          "time_trigger: {id: TimeTrigger, every: 5s}",
          "data_amount_trigger: {id: DataAmountTrigger, num_samples: 8}");

  @Test
  void triggersAsTheOriginal() {
    PolicyRun run = PolicyRun.of(TIME_AND_AMOUNT);

    // time at 4, 9, 14, amount at 7, 15
    assertThat(run.inform(PolicyRun.range(0, 20))).containsExactly(7, 15);
    assertThat(run.log())
        .extracting(entry -> entry.get("trigger_index"))
        .containsExactly(4, 7, 9, 15);
    assertThat(run.log())
        .extracting(entry -> entry.get("triggered"))
        .containsExactly(false, true, false, true);
  }

  @Test
  void aDecisionCountsInTheNextBatch() {
    PolicyRun run = PolicyRun.of(TIME_AND_AMOUNT);

    assertThat(run.inform(PolicyRun.range(0, 6))).isEmpty();
    assertThat(run.log()).hasSize(1);
    assertThat(run.inform(PolicyRun.range(6, 9))).containsExactly(1);
    assertThat(run.log()).hasSize(2);
  }

  @Test
  void logsWhatTheOriginalLogs() {
    PolicyRun run = PolicyRun.of(TIME_AND_AMOUNT);
    run.inform(PolicyRun.range(0, 12));

    assertThat(run.log().getFirst())
        .containsExactly(
            Map.entry("type", "ensemble"),
            Map.entry("triggered", false),
            Map.entry("trigger_index", 4),
            Map.entry("num_samples", 5L),
            Map.entry("evaluation_interval", List.of(100L, 104L)),
            Map.entry(
                "subtrigger_decisions",
                Map.of("time_trigger", true, "data_amount_trigger", false)));
    // since the trigger at 7
    assertThat(run.log().getLast())
        .containsEntry("trigger_index", 9)
        .containsEntry("num_samples", 2L)
        .containsEntry("evaluation_interval", List.of(108L, 109L));
  }

  @Test
  void aMajorityIsOneOfAllTriggers() {
    String three = ensemble("{id: MajorityVote}", amount("a", 2), amount("b", 5), amount("c", 100));
    // b at 4, when a has triggered; then b at 9
    assertThat(PolicyRun.of(three).inform(PolicyRun.range(0, 12))).containsExactly(4, 9);

    String two = ensemble("{id: MajorityVote}", amount("a", 2), amount("b", 5));
    assertThat(PolicyRun.of(two).inform(PolicyRun.range(0, 12))).containsExactly(4, 9);
  }

  @Test
  void aConditionCombinesTheTriggers() {
    String condition =
        ensemble(
            "{id: Custom, aggregation_function: 'a and (b or not c)'}",
            amount("a", 4),
            amount("b", 10),
            amount("c", 3));
    // a at 3, when c has triggered at 2; then b at 9; a and c at 11; b at 19
    assertThat(PolicyRun.of(condition).inform(PolicyRun.range(0, 20))).containsExactly(9, 19);
  }

  @Test
  void triggersAtTheSamePositionAreOneDecision() {
    String exclusive =
        ensemble("{id: Custom, aggregation_function: a and not b}", amount("a", 3), amount("b", 6));
    // at 2, a alone; at 5, both; at 8, b has triggered already
    PolicyRun run = PolicyRun.of(exclusive);
    assertThat(run.inform(PolicyRun.range(0, 12))).containsExactly(2);
    assertThat(run.log()).hasSize(2);
  }

  @Test
  void aTimeThatPassesBetweenTwoBatchesCounts() {
    String either = ensemble("{id: AtLeastN, n: 1}", "t: {id: TimeTrigger, every: 10s}");
    PolicyRun run = PolicyRun.of(either);

    assertThat(run.inform(PolicyRun.samples(0, 0, 5))).isEmpty();
    // before the first sample of the batch; the original's ensemble does not see it
    assertThat(run.inform(PolicyRun.samples(2, 10, 15))).containsExactly(-1);
    // 20, 30 and 40 have passed at once
    assertThat(run.inform(PolicyRun.samples(4, 45, 47))).containsExactly(-1);
    assertThat(run.inform(PolicyRun.samples(6, 51))).containsExactly(-1);
  }

  @Test
  void triggersOfPartsWithoutNewSamplesAreIgnored() {
    String either =
        ensemble("{id: AtLeastN, n: 1}", "t: {id: TimeTrigger, every: 10s}", amount("a", 2));

    // a at 1, and t there too, as the next sample shows
    assertThat(PolicyRun.of(either).inform(PolicyRun.samples(0, 0, 9, 10, 11)))
        .containsExactly(1, 3);
    PolicyRun run = PolicyRun.of(either);
    assertThat(run.inform(PolicyRun.samples(0, 0, 9))).containsExactly(1);
    assertThat(run.inform(PolicyRun.samples(2, 10, 11))).containsExactly(1);
  }

  @Test
  void ensemblesHaveEnsembles() {
    String nested =
        ensemble(
            "{id: Custom, aggregation_function: both and d}",
            "both: "
                + ensemble(
                    "{id: AtLeastN, n: 2}", "t: {id: TimeTrigger, every: 5s}", amount("a", 8)),
            amount("d", 10));

    PolicyRun run = PolicyRun.of(nested);
    // both at 7 and 15, d at 9 and 19
    assertThat(run.inform(PolicyRun.range(0, 22))).containsExactly(9, 19);
  }

  @Test
  void partsObserveModelsButSeeEachSampleOnce() {
    FakeModels models = new FakeModels((model, key) -> model % 2 == 0 || key % 2 == 0);
    PolicyRun run =
        models.run(
            ensemble(
                "{id: AtLeastN, n: 2}",
                "accuracy: {id: PerformanceTrigger, evaluation_interval_data_points: 4, "
                    + FakeModels.EVALUATION
                    + ", decision_criteria: {a: {id: StaticPerformanceThresholdCriterion, metric:"
                    + " Accuracy, metric_threshold: 0.6}}}",
                amount("a", 6)));

    // accuracy at 3, a at 5; then model 1 is bad at 7, a at 11; model 2 is good
    assertThat(run.inform(PolicyRun.range(0, 10))).containsExactly(5);
    assertThat(run.inform(PolicyRun.range(10, 30))).containsExactly(1);
    assertThat(models.requests())
        .containsExactly("1: 4..7", "1: 8..11", "2: 12..15", "2: 16..19", "2: 20..23", "2: 24..27");
    assertThat(run.log())
        .filteredOn(entry -> entry.get("type").equals("performance"))
        .extracting(entry -> entry.get("trigger_index"))
        .containsExactly(3, 7, 1, 5, 9, 13, 17);
  }

  @Test
  void partsLearnTheCostOfTrainings() {
    PolicyRun run =
        PolicyRun.of(
                ensemble(
                    "{id: AtLeastN, n: 1}",
                    "cost: {id: DataIncorporationLatencyCostTrigger,"
                        + " evaluation_interval_data_points: 4,"
                        + " incorporation_delay_per_training_second: 1}"))
            .trainingsTake(20);

    assertThat(run.inform(PolicyRun.range(0, 20))).containsExactly(3, 11, 19);
  }

  /** Against the definition, sample by sample. */
  @Property
  void countsWhichTriggersWereBeforeEachSample(
      @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 1, max = 12) Integer> amounts,
      @ForAll @IntRange(min = 1, max = 4) int fewest,
      @ForAll @IntRange(min = 1, max = 60) int samples,
      @ForAll @IntRange(min = 1, max = 20) int batch) {
    int n = Math.min(fewest, amounts.size());
    String[] parts = new String[amounts.size()];
    for (int part = 0; part < parts.length; part++) {
      parts[part] = amount("p" + part, amounts.get(part));
    }
    PolicyRun run = PolicyRun.of(ensemble("{id: AtLeastN, n: " + n + "}", parts));
    NewSamples all = PolicyRun.range(0, samples);
    List<Integer> actual = new ArrayList<>();
    for (int start = 0; start < samples; start += batch) {
      int from = start;
      run.inform(all.slice(start, Math.min(samples, start + batch)))
          .forEach(index -> actual.add(from + index));
    }

    List<Integer> expected = new ArrayList<>();
    boolean[] triggered = new boolean[parts.length];
    for (int sample = 0; sample < samples; sample++) {
      int count = 0;
      for (int part = 0; part < parts.length; part++) {
        triggered[part] |= (sample + 1) % amounts.get(part) == 0;
        count += triggered[part] ? 1 : 0;
      }
      if (count >= n) {
        expected.add(sample);
        triggered = new boolean[parts.length];
      }
    }
    assertThat(actual).isEqualTo(expected);
  }

  private static String ensemble(String strategy, String... parts) {
    return "{id: EnsembleTrigger, ensemble_strategy: %s, subtriggers: {%s}}"
        .formatted(strategy, String.join(", ", parts));
  }

  private static String amount(String name, int samples) {
    return name + ": {id: DataAmountTrigger, num_samples: " + samples + "}";
  }
}
