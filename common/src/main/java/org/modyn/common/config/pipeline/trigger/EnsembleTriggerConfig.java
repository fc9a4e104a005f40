package org.modyn.common.config.pipeline.trigger;

import java.util.Map;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Name;

/** Triggers when enough of several triggers fire. */
@Description("Triggers when enough of several triggers fire")
@Name("EnsembleTrigger")
public record EnsembleTriggerConfig(
    @Description("The triggers, by names of your choice")
        @Default("{}")
        @Example(
            "{daily: {id: TimeTrigger, every: 1d}, amount: {id: DataAmountTrigger, num_samples:"
                + " 1000}}")
        Map<String, TriggerConfig> subtriggers,
    @Description("How the decisions of the triggers are combined")
        EnsembleStrategyConfig ensembleStrategy)
    implements TriggerConfig {

  public EnsembleTriggerConfig {
    subtriggers = InOrder.copyOf(subtriggers);
  }
}
