package org.modyn.supervisor.trigger;

import static java.util.Objects.requireNonNull;

import org.modyn.common.config.pipeline.trigger.AvoidableMisclassificationCostTriggerConfig;
import org.modyn.common.config.pipeline.trigger.DataAmountTriggerConfig;
import org.modyn.common.config.pipeline.trigger.DataDriftTriggerConfig;
import org.modyn.common.config.pipeline.trigger.DataIncorporationLatencyCostTriggerConfig;
import org.modyn.common.config.pipeline.trigger.EnsembleTriggerConfig;
import org.modyn.common.config.pipeline.trigger.PerformanceTriggerConfig;
import org.modyn.common.config.pipeline.trigger.PluginTriggerConfig;
import org.modyn.common.config.pipeline.trigger.TimeTriggerConfig;
import org.modyn.common.config.pipeline.trigger.TriggerConfig;
import org.modyn.common.error.ModynException;
import org.modyn.supervisor.state.PolicyState;
import org.modyn.supervisor.trigger.cost.CostPolicy;
import org.modyn.supervisor.trigger.drift.DriftPolicy;
import org.modyn.supervisor.trigger.ensemble.EnsembleTrigger;
import org.modyn.supervisor.trigger.performance.PerformancePolicy;
import org.modyn.supervisor.trigger.plugin.PluginPolicy;

/** Creates the triggering policy that a pipeline file configures. */
public final class TriggeringPolicies {
  private TriggeringPolicies() {}

  /**
   * Creates a policy.
   *
   * @param state of the policy to continue, or the initial one
   * @throws ModynException UNIMPLEMENTED, naming the field, for an option that is part of the
   *     schema but not supported
   */
  public static TriggeringPolicy create(
      TriggerConfig config, TriggerContext context, PolicyState state) {
    requireNonNull(context, "context is null");
    return switch (config) {
      case TimeTriggerConfig time -> new TimeTrigger(time, state);
      case DataAmountTriggerConfig amount -> new DataAmountTrigger(amount, state);
      case DataDriftTriggerConfig drift -> DriftPolicy.create(drift, context, state);
      case PerformanceTriggerConfig performance ->
          PerformancePolicy.create(performance, context, state);
      case DataIncorporationLatencyCostTriggerConfig cost ->
          CostPolicy.create(cost, context, state);
      case AvoidableMisclassificationCostTriggerConfig cost ->
          CostPolicy.create(cost, context, state);
      case EnsembleTriggerConfig ensemble -> new EnsembleTrigger(ensemble, context, state);
      case PluginTriggerConfig plugin -> PluginPolicy.create(plugin, context, state);
    };
  }
}
