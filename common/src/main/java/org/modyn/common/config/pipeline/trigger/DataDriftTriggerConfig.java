package org.modyn.common.config.pipeline.trigger;

import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.pipeline.trigger.drift.AlibiDetectDriftMetricConfig;
import org.modyn.common.config.pipeline.trigger.drift.DriftAggregationConfig;
import org.modyn.common.config.pipeline.trigger.drift.DriftCriterionConfig;
import org.modyn.common.config.pipeline.trigger.drift.DriftMetricConfig;
import org.modyn.common.config.pipeline.trigger.drift.DriftWindowConfig;
import org.modyn.common.config.pipeline.trigger.drift.StatisticalDriftMetricConfig;
import org.modyn.common.config.schema.At;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.NonEmpty;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/** Triggers when the current data differs from the data of the last training. */
@Description("Triggers when the current data differs from the data of the last training")
@Name("DataDriftTrigger")
public record DataDriftTriggerConfig(
    @Inline BatchConfig batch,
    @Description("The windows of reference samples and current samples")
        @Default("{id: AmountWindowingStrategy}")
        DriftWindowConfig windowingStrategy,
    @Description("Maximum number of samples of a window to compare, drawn at random; null: all")
        @Default("5000")
        @Minimum(1)
        Optional<Integer> sampleSize,
    @Description("The distance metrics, by names of your choice")
        @NonEmpty
        @Example(
            "{mmd: {id: AlibiDetectMmdDriftMetric, decision_criterion: {id:"
                + " ThresholdDecisionCriterion, threshold: 0.05}}}")
        Map<String, DriftMetricConfig> metrics,
    @Description("How the decisions of several metrics are combined") @Default("{id: MajorityVote}")
        DriftAggregationConfig aggregationStrategy,
    @Description(
            "What the metrics compare: the embeddings by the newest model, or with none the inputs"
                + " of the model, which needs no training to try")
        @Default("model")
        Embeddings embeddings)
    implements TriggerConfig {

  /** The feature vectors of samples that metrics compare. */
  public enum Embeddings {
    /** The embeddings by the newest model. */
    MODEL,
    /** The input tensors of the model, flattened. */
    NONE
  }

  public DataDriftTriggerConfig {
    metrics = InOrder.copyOf(metrics);
  }

  @Rule
  static void testsDecideIfTheMetricHasOne(
      Map<String, DriftMetricConfig> metrics, Violations violations) {
    metrics.forEach(
        (name, metric) -> {
          if (metric.decisionCriterion() instanceof DriftCriterionConfig.HypothesisTest
              && !metric.hasTest()) {
            violations.add(
                "metrics." + name + ".decision_criterion",
                "is HypothesisTestCriterion, but the metric has no statistical test%s",
                metric instanceof AlibiDetectDriftMetricConfig.Mmd
                        || metric instanceof StatisticalDriftMetricConfig.EnergyDistance
                    ? " without num_permutations"
                    : "");
          }
        });
  }

  @Rule
  static void aggregationCountsTheMetrics(
      Map<String, DriftMetricConfig> metrics,
      DriftAggregationConfig aggregationStrategy,
      Violations violations) {
    if (aggregationStrategy instanceof DriftAggregationConfig.AtLeastN atLeast
        && atLeast.n() > metrics.size()) {
      violations.add(
          "aggregation_strategy.n",
          "must be at most the number of metrics (%d), but is %d",
          metrics.size(),
          atLeast.n());
    }
  }

  @Rule
  static void calibrationNeedsAWarmupPolicy(
      Optional<SimpleTriggerConfig> warmupPolicy,
      @At("metrics[].decision_criterion.needs_calibration") Map<String, Boolean> needsCalibration,
      Violations violations) {
    if (warmupPolicy.isEmpty() && needsCalibration.containsValue(true)) {
      violations.add(
          "warmup_policy",
          "is required: the decision criterion of %s must be calibrated",
          InOrder.namesOf(needsCalibration));
    }
  }
}
