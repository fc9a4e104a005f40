package org.modyn.supervisor.trigger;

import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.trigger.AvoidableMisclassificationCostTriggerConfig;
import org.modyn.common.config.pipeline.trigger.DataAmountTriggerConfig;
import org.modyn.common.config.pipeline.trigger.DataDriftTriggerConfig;
import org.modyn.common.config.pipeline.trigger.DataIncorporationLatencyCostTriggerConfig;
import org.modyn.common.config.pipeline.trigger.EnsembleTriggerConfig;
import org.modyn.common.config.pipeline.trigger.PerformanceTriggerConfig;
import org.modyn.common.config.pipeline.trigger.TimeTriggerConfig;
import org.modyn.common.config.pipeline.trigger.TriggerConfig;
import org.modyn.common.error.ModynException;

/** Creates the triggering policy that a pipeline file configures. */
public final class TriggeringPolicies {
  private TriggeringPolicies() {}

  /**
   * @throws ModynException UNIMPLEMENTED, naming the trigger, for a trigger that is part of the
   *     schema but not supported yet
   */
  public static TriggeringPolicy create(TriggerConfig config) {
    return switch (config) {
      case TimeTriggerConfig time -> new TimeTrigger(time);
      case DataAmountTriggerConfig amount -> new DataAmountTrigger(amount);
      case DataDriftTriggerConfig drift -> throw unimplemented(drift);
      case PerformanceTriggerConfig performance -> throw unimplemented(performance);
      case DataIncorporationLatencyCostTriggerConfig cost -> throw unimplemented(cost);
      case AvoidableMisclassificationCostTriggerConfig cost -> throw unimplemented(cost);
      case EnsembleTriggerConfig ensemble -> throw unimplemented(ensemble);
    };
  }

  private static ModynException unimplemented(Record config) {
    return ModynException.unimplemented(
        "trigger.id: %s is not supported yet; supported: TimeTrigger, DataAmountTrigger",
        ConfigLoader.nameOf(config));
  }
}
