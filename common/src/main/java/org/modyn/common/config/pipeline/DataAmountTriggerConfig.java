package org.modyn.common.config.pipeline;

import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;

/** Trains whenever so many samples have arrived. */
@Description("Trains whenever so many samples have arrived")
@Name("DataAmountTrigger")
public record DataAmountTriggerConfig(
    @Description("Samples between two triggers") @Minimum(1) int numSamples)
    implements SimpleTriggerConfig {}
