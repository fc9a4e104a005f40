package org.modyn.common.config.pipeline.trigger;

import java.util.Optional;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Minimum;

/**
 * How often a trigger that observes the data or the model looks, and what it does before it can.
 */
public record BatchConfig(
    @Description("Samples between two evaluations of the data") @Minimum(1) @Example("1000")
        int evaluationIntervalDataPoints,
    @Description(
            "Intervals during which warmup_policy decides, while the trigger calibrates itself")
        @Minimum(0)
        Optional<Integer> warmupIntervals,
    @Description("The trigger that decides while this one calibrates itself")
        Optional<SimpleTriggerConfig> warmupPolicy) {}
