package org.modyn.common.config.pipeline.trigger;

import java.util.Optional;
import org.modyn.common.config.pipeline.trigger.performance.AvoidableMisclassificationConfig;
import org.modyn.common.config.pipeline.trigger.performance.PerformanceConfig;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/**
 * Triggers when the accumulated latency of avoidable misclassifications outweighs the cost of a
 * training.
 */
@Description(
    "Triggers when the accumulated latency of avoidable misclassifications outweighs the cost of a"
        + " training")
@Name("AvoidableMisclassificationCostTrigger")
public record AvoidableMisclassificationCostTriggerConfig(
    @Inline
        @Example(
            "{warmup_intervals: 10, warmup_policy: {id: DataAmountTrigger, num_samples: 1000}}")
        BatchConfig batch,
    @Inline PerformanceConfig performance,
    @Inline AvoidableMisclassificationConfig misclassification,
    @Description("Number of past triggers from which the cost of a training is estimated")
        @Default("1000")
        @Minimum(1)
        int costTrackingWindowSize,
    @Description("Exchange rate: seconds of misclassification latency per second of training")
        @Example("100")
        double avoidableMisclassificationLatencyPerTrainingSecond)
    implements TriggerConfig {

  @Rule
  static void calibrationNeedsAWarmupPolicy(
      Optional<SimpleTriggerConfig> warmupPolicy, Violations violations) {
    if (warmupPolicy.isEmpty()) {
      violations.add("warmup_policy", "is required: a cost trigger must be calibrated");
    }
  }

  @Rule
  static void trainingHasACost(
      double avoidableMisclassificationLatencyPerTrainingSecond, Violations violations) {
    if (avoidableMisclassificationLatencyPerTrainingSecond <= 0) {
      violations.add(
          "avoidable_misclassification_latency_per_training_second",
          "must be above 0, but is %s",
          avoidableMisclassificationLatencyPerTrainingSecond);
    }
  }
}
