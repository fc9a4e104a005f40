package org.modyn.common.config.pipeline.trigger;

import org.modyn.common.config.schema.Discriminator;

/** When to train. */
@Discriminator("id")
public sealed interface TriggerConfig
    permits SimpleTriggerConfig,
        DataDriftTriggerConfig,
        PerformanceTriggerConfig,
        DataIncorporationLatencyCostTriggerConfig,
        AvoidableMisclassificationCostTriggerConfig,
        EnsembleTriggerConfig,
        PluginTriggerConfig {}
