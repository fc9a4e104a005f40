package org.modyn.supervisor.trigger;

import org.modyn.common.config.pipeline.DataAmountTriggerConfig;
import org.modyn.common.config.pipeline.TimeTriggerConfig;
import org.modyn.common.config.pipeline.TriggerConfig;

/** Makes the triggering policy that a pipeline file asks for. */
public final class TriggeringPolicies {
  private TriggeringPolicies() {}

  public static TriggeringPolicy create(TriggerConfig config) {
    return switch (config) {
      case TimeTriggerConfig time -> new TimeTrigger(time);
      case DataAmountTriggerConfig amount -> new DataAmountTrigger(amount);
    };
  }
}
