package org.modyn.supervisor.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.modyn.common.config.pipeline.trigger.TriggerConfig;
import org.modyn.common.plugin.Plugins;
import org.modyn.common.testing.OriginalLogFields;
import org.modyn.supervisor.data.NewSamples;
import org.modyn.supervisor.state.PolicyState;

/** What holds for all policies. */
class PolicyPropertiesTest {
  private static final String WARM_UP =
      "warmup_intervals: 2, warmup_policy: {id: TimeTrigger, every: 30s}, ";
  private static final String TIME = "{id: TimeTrigger, every: 25s}";
  private static final String AMOUNT = "{id: DataAmountTrigger, num_samples: 9}";
  private static final String DRIFT =
      "{id: DataDriftTrigger, evaluation_interval_data_points: 6, "
          + WARM_UP
          + "windowing_strategy: {id: AmountWindowingStrategy, amount_ref: 15, amount_cur: 10},"
          + " sample_size: 8, aggregation_strategy: {id: AtLeastN, n: 1}, metrics: {ks: {id:"
          + " AlibiDetectKSDriftMetric, decision_criterion: {id:"
          + " DynamicRollingAverageThresholdCriterion, deviation: 0.2, absolute: true}}, cvm: {id:"
          + " AlibiDetectCVMDriftMetric, decision_criterion: {id: ThresholdDecisionCriterion,"
          + " threshold: 2}}}}";
  private static final String PERFORMANCE =
      "{id: PerformanceTrigger, evaluation_interval_data_points: 5, mode: lookahead, "
          + WARM_UP
          + FakeModels.EVALUATION
          + ", decision_criteria: {static: {id: StaticPerformanceThresholdCriterion, metric:"
          + " Accuracy, metric_threshold: 0.3}, quantile: {id:"
          + " DynamicQuantilePerformanceThresholdCriterion, metric: Accuracy, quantile: 0.1},"
          + " average: {id: DynamicRollingAveragePerformanceThresholdCriterion, metric: Accuracy,"
          + " deviation: 0.5}, number: {id: StaticNumberMisclassificationCriterion,"
          + " avoidable_misclassification_threshold: 6}}}";
  private static final String WAITING_TIME =
      "{id: DataIncorporationLatencyCostTrigger, evaluation_interval_data_points: 4, "
          + WARM_UP
          + "incorporation_delay_per_training_second: 20}";
  private static final String MISCLASSIFICATIONS =
      "{id: AvoidableMisclassificationCostTrigger, evaluation_interval_data_points: 4, mode:"
          + " lookahead, allow_reduction: true, "
          + WARM_UP
          + FakeModels.EVALUATION
          + ", avoidable_misclassification_latency_per_training_second: 5}";
  private static final String ENSEMBLE =
      "{id: EnsembleTrigger, ensemble_strategy: {id: MajorityVote}, subtriggers: {time: "
          + TIME
          + ", drift: "
          + DRIFT
          + ", performance: "
          + PERFORMANCE
          + ", cost: "
          + WAITING_TIME
          + "}}";
  private static final String NESTED =
      "{id: EnsembleTrigger, ensemble_strategy: {id: Custom, aggregation_function: 'time and"
          + " (not votes or amount)'}, subtriggers: {votes: "
          + ENSEMBLE
          + ", time: "
          + TIME
          + ", amount: "
          + AMOUNT
          + "}}";

  @Provide
  Arbitrary<String> policies() {
    return Arbitraries.of(
        TIME, AMOUNT, DRIFT, PERFORMANCE, WAITING_TIME, MISCLASSIFICATIONS, ENSEMBLE, NESTED);
  }

  @Property(tries = 700)
  void batchesDoNotMatter(
      @ForAll("policies") String policy,
      @ForAll @Size(min = 1, max = 120) List<@IntRange(min = 0, max = 6) Integer> gaps,
      @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 40) Integer> batchSizes) {
    NewSamples samples = samples(gaps);

    Outcome atOnce = outcome(policy, samples, List.of(1000));
    Outcome inBatches = outcome(policy, samples, batchSizes);

    assertThat(inBatches.indexes()).isEqualTo(atOnce.indexes());
    assertThat(inBatches.requests()).isEqualTo(atOnce.requests());
    assertThat(inBatches.log()).isEqualTo(atOnce.log());
  }

  /**
   * The triggers, requests to servers and log entries, with the indexes of all samples. Requests
   * may be repeated, because an instance caches what its state does not have.
   */
  private record Outcome(
      List<Integer> indexes, Set<String> requests, List<Map<String, Object>> log) {}

  private static Outcome outcome(String policy, NewSamples samples, List<Integer> batchSizes) {
    FakeModels models = FakeModels.ageing();
    PolicyRun run = models.run(policy).trainingsTake(PolicyPropertiesTest::seconds);
    List<Integer> indexes = new ArrayList<>();
    List<Map<String, Object>> log = new ArrayList<>();
    int start = 0;
    for (int batch = 0; start < samples.size(); batch++) {
      int offset = start;
      int end = Math.min(samples.size(), start + batchSizes.get(batch % batchSizes.size()));
      int logged = run.log().size();
      run.inform(samples.slice(start, end)).forEach(index -> indexes.add(offset + index));
      for (Map<String, Object> entry : run.log().subList(logged, run.log().size())) {
        Map<String, Object> moved = new HashMap<>(entry);
        moved.compute("trigger_index", (_, index) -> offset + (Integer) index);
        log.add(moved);
      }
      start = end;
    }
    return new Outcome(indexes, new LinkedHashSet<>(models.requests()), log);
  }

  /**
   * An instance that is kept decides as instances that are made from the state before each call.
   */
  @Property(tries = 700)
  void statesContinueWherePoliciesEnd(
      @ForAll("policies") String policy,
      @ForAll @Size(min = 1, max = 120) List<@IntRange(min = 0, max = 6) Integer> gaps) {
    NewSamples samples = samples(gaps);
    FakeModels models = FakeModels.ageing();
    TriggerConfig config = PolicyRun.config(policy);
    TriggerContext context =
        new TriggerContext(7, "d", Optional.of(3L), Optional.empty(), models, Plugins.none());
    TriggeringPolicy kept = TriggeringPolicies.create(config, context, PolicyState.initial());
    List<Integer> indexes = new ArrayList<>();
    int decided = 0;
    int trained = 0;
    int number = 0;
    Optional<Integer> index = kept.next(samples).index();
    while (index.isPresent()) {
      indexes.add(decided + index.get());
      decided += index.get() + 1;
      kept.modelTrained(++number, decided - trained, seconds(decided - trained));
      trained = decided;
      index = kept.next(samples.slice(decided, samples.size())).index();
    }

    assertThat(outcome(policy, samples, List.of(1000)).indexes()).isEqualTo(indexes);
  }

  @Example
  void logsHaveTheFieldsOfTheOriginal() {
    Map<String, String> models =
        Map.of(
            "drift", "DriftTriggerEvalLog",
            "performance", "PerformanceTriggerEvalLog",
            "cost_aware", "CostAwareTriggerEvalLog",
            "ensemble", "EnsembleTriggerEvalLog");
    OriginalLogFields fields = OriginalLogFields.read();
    List<Integer> gaps = Collections.nCopies(120, 3);
    Set<Object> types = new HashSet<>();
    for (String policy : List.of(DRIFT, PERFORMANCE, WAITING_TIME, MISCLASSIFICATIONS, NESTED)) {
      for (Map<String, Object> entry : outcome(policy, samples(gaps), List.of(50)).log()) {
        String model = models.get((String) entry.get("type"));
        assertThat(fields.problemsOfEntry(model, JsonMapper.builder().build().valueToTree(entry)))
            .as(entry.toString())
            .isEmpty();
        types.add(entry.get("type"));
      }
    }
    assertThat(types).isEqualTo(models.keySet());
  }

  private static double seconds(long trainedSamples) {
    return 1 + 0.125 * trainedSamples;
  }

  private static NewSamples samples(List<Integer> gaps) {
    long[] timestamps = new long[gaps.size()];
    long time = 1000;
    for (int index = 0; index < timestamps.length; index++) {
      time += gaps.get(index);
      timestamps[index] = time;
    }
    return PolicyRun.samples(0, timestamps);
  }
}
