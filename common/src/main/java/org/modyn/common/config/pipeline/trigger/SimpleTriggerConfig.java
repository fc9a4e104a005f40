package org.modyn.common.config.pipeline.trigger;

/** A trigger that needs only timestamps or a count. */
public sealed interface SimpleTriggerConfig extends TriggerConfig
    permits TimeTriggerConfig, DataAmountTriggerConfig {}
