package org.modyn.common.config.pipeline.trigger;

import java.util.Optional;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Minimum;

/**
 * How often a trigger evaluates the data or the model, and how it decides before it is calibrated.
 */
public record BatchConfig(
    @Description("Samples between two evaluations of the data") @Minimum(1) @Example("1000")
        int evaluationIntervalDataPoints,
    @Description("Number of intervals for calibration, during which warmup_policy decides")
        @Minimum(0)
        Optional<Integer> warmupIntervals,
    @Description("The trigger that decides during calibration")
        Optional<SimpleTriggerConfig> warmupPolicy) {

  /** Returns the number of intervals that the warm-up policy decides about; 0 without a policy. */
  public int warmUpLength() {
    return warmupPolicy.flatMap(_ -> warmupIntervals).orElse(0);
  }
}
