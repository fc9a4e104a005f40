package org.modyn.supervisor.trigger;

import static java.util.Objects.requireNonNull;

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
import org.modyn.supervisor.state.PolicyState;
import org.modyn.supervisor.trigger.drift.DriftPolicy;

/** Creates the triggering policy that a pipeline file configures. */
public final class TriggeringPolicies {
  private TriggeringPolicies() {}

  /**
   * Creates a policy.
   *
   * @param state of the policy to continue, or the initial one
   * @throws ModynException UNIMPLEMENTED, naming the trigger, for a trigger that is part of the
   *     schema but not supported yet
   */
  public static TriggeringPolicy create(
      TriggerConfig config, TriggerContext context, PolicyState state) {
    requireNonNull(context, "context is null");
    return switch (config) {
      case TimeTriggerConfig time -> new TimeTrigger(time, state);
      case DataAmountTriggerConfig amount -> new DataAmountTrigger(amount, state);
      case DataDriftTriggerConfig drift -> DriftPolicy.create(drift, context, state);
      case PerformanceTriggerConfig performance -> throw unimplemented(performance);
      case DataIncorporationLatencyCostTriggerConfig cost -> throw unimplemented(cost);
      case AvoidableMisclassificationCostTriggerConfig cost -> throw unimplemented(cost);
      case EnsembleTriggerConfig ensemble -> throw unimplemented(ensemble);
    };
  }

  private static ModynException unimplemented(Record config) {
    return ModynException.unimplemented(
        "trigger.id: %s is not supported yet; supported: TimeTrigger, DataAmountTrigger,"
            + " DataDriftTrigger",
        ConfigLoader.nameOf(config));
  }
}
