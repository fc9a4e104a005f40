package org.modyn.common.config.pipeline;

import java.util.Map;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Name;

/** Trains when enough of several triggers say so. */
@Description("Trains when enough of several triggers say so")
@Name("EnsembleTrigger")
public record EnsembleTriggerConfig(
    @Description("The triggers, by a name of your choice") @Default("{}")
        Map<String, TriggerConfig> subtriggers,
    @Description("How the decisions of the triggers become one")
        EnsembleStrategyConfig ensembleStrategy)
    implements TriggerConfig {

  public EnsembleTriggerConfig {
    subtriggers = InOrder.copyOf(subtriggers);
  }
}
