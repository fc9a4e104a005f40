package org.modyn.common.config.pipeline;

import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;

/**
 * Trains when the time that samples have waited for a training, summed over the samples, is worth
 * the time that a training takes.
 */
@Description(
    "Trains when the time that samples have waited for a training, summed over the samples, is"
        + " worth the time that a training takes")
@Name("DataIncorporationLatencyCostTrigger")
public record DataIncorporationLatencyCostTriggerConfig(
    @Inline BatchConfig batch,
    @Description("Past triggers from which the cost of a training is estimated") @Default("1000")
        int costTrackingWindowSize,
    @Description("Seconds of waiting samples that a second of training is worth")
        double incorporationDelayPerTrainingSecond)
    implements TriggerConfig {}
