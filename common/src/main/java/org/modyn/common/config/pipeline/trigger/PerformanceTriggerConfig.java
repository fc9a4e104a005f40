package org.modyn.common.config.pipeline.trigger;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.pipeline.evaluation.metric.MetricConfig;
import org.modyn.common.config.pipeline.trigger.performance.PerformanceConfig;
import org.modyn.common.config.pipeline.trigger.performance.PerformanceCriterionConfig;
import org.modyn.common.config.schema.At;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.NonEmpty;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;
import org.modyn.common.error.NearestName;

/** Triggers when the performance of the model degrades. */
@Description("Triggers when the performance of the model degrades")
@Name("PerformanceTrigger")
public record PerformanceTriggerConfig(
    @Inline BatchConfig batch,
    @Inline PerformanceConfig performance,
    @Description("Conditions on the model's metrics, by names of your choice; any one triggers")
        @NonEmpty
        @Example(
            "{accuracy: {id: StaticPerformanceThresholdCriterion, metric: Accuracy,"
                + " metric_threshold: 0.8}}")
        Map<String, PerformanceCriterionConfig> decisionCriteria)
    implements TriggerConfig {

  public PerformanceTriggerConfig {
    decisionCriteria = InOrder.copyOf(decisionCriteria);
  }

  /**
   * Returns the name in results of the metric that a criterion names.
   *
   * @param metric in a criterion of this trigger
   */
  public String resultName(String metric) {
    return performance.evaluation().dataset().metrics().stream()
        .filter(known -> known.isNamed(metric))
        .map(MetricConfig::resultName)
        .findFirst()
        .orElseThrow();
  }

  @Rule
  static void criteriaUseMetricsOfTheEvaluation(
      @At("decision_criteria[].metric") Map<String, String> used,
      @At("evaluation.dataset.metrics") List<MetricConfig> metrics,
      Violations violations) {
    List<String> names = metrics.stream().map(MetricConfig::resultName).toList();
    used.forEach(
        (criterion, metric) -> {
          if (metrics.stream().noneMatch(known -> known.isNamed(metric))) {
            violations.add(
                "decision_criteria." + criterion + ".metric",
                "\"%s\" is not among the metrics of evaluation.dataset%s",
                metric,
                NearestName.hint(metric, names));
          }
        });
  }

  @Rule
  static void calibrationNeedsAWarmupPolicy(
      Optional<SimpleTriggerConfig> warmupPolicy,
      @At("decision_criteria[].needs_calibration") Map<String, Boolean> needsCalibration,
      Violations violations) {
    if (warmupPolicy.isEmpty() && needsCalibration.containsValue(true)) {
      violations.add(
          "warmup_policy",
          "is required: the criterion %s must be calibrated",
          InOrder.namesOf(needsCalibration));
    }
  }
}
