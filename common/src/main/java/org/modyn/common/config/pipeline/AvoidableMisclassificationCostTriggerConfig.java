package org.modyn.common.config.pipeline;

import org.modyn.common.config.pipeline.performance.AvoidableMisclassificationConfig;
import org.modyn.common.config.pipeline.performance.PerformanceConfig;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;

/**
 * Trains when the time for which avoidable misclassifications have gone unaddressed is worth the
 * time that a training takes.
 */
@Name("AvoidableMisclassificationCostTrigger")
public record AvoidableMisclassificationCostTriggerConfig(
    @Inline BatchConfig batch,
    @Inline PerformanceConfig performance,
    @Inline AvoidableMisclassificationConfig misclassification,
    @Description("Past triggers from which the cost of a training is estimated") @Default("1000")
        int costTrackingWindowSize,
    @Description("Seconds of unaddressed misclassifications that a second of training is worth")
        double avoidableMisclassificationLatencyPerTrainingSecond)
    implements TriggerConfig {

  public AvoidableMisclassificationCostTriggerConfig {
    batch.requireWarmupPolicy("a cost trigger has to be calibrated");
  }
}
