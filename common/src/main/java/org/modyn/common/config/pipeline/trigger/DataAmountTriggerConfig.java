package org.modyn.common.config.pipeline.trigger;

import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;

/** Triggers whenever a number of samples has arrived. */
@Description("Triggers whenever a number of samples has arrived")
@Name("DataAmountTrigger")
public record DataAmountTriggerConfig(
    @Description("Number of samples between two triggers") @Minimum(1) @Example("1000")
        int numSamples)
    implements SimpleTriggerConfig {}
