package org.modyn.supervisor.trigger;

import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.AvoidableMisclassificationCostTriggerConfig;
import org.modyn.common.config.pipeline.DataAmountTriggerConfig;
import org.modyn.common.config.pipeline.DataDriftTriggerConfig;
import org.modyn.common.config.pipeline.DataIncorporationLatencyCostTriggerConfig;
import org.modyn.common.config.pipeline.EnsembleTriggerConfig;
import org.modyn.common.config.pipeline.PerformanceTriggerConfig;
import org.modyn.common.config.pipeline.TimeTriggerConfig;
import org.modyn.common.config.pipeline.TriggerConfig;
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
