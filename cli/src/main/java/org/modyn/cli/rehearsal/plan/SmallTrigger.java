package org.modyn.cli.rehearsal.plan;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.RecordCopy;
import org.modyn.common.config.pipeline.trigger.AvoidableMisclassificationCostTriggerConfig;
import org.modyn.common.config.pipeline.trigger.BatchConfig;
import org.modyn.common.config.pipeline.trigger.DataAmountTriggerConfig;
import org.modyn.common.config.pipeline.trigger.DataDriftTriggerConfig;
import org.modyn.common.config.pipeline.trigger.DataIncorporationLatencyCostTriggerConfig;
import org.modyn.common.config.pipeline.trigger.EnsembleStrategyConfig;
import org.modyn.common.config.pipeline.trigger.EnsembleTriggerConfig;
import org.modyn.common.config.pipeline.trigger.PerformanceTriggerConfig;
import org.modyn.common.config.pipeline.trigger.PluginTriggerConfig;
import org.modyn.common.config.pipeline.trigger.SimpleTriggerConfig;
import org.modyn.common.config.pipeline.trigger.TimeTriggerConfig;
import org.modyn.common.config.pipeline.trigger.TriggerConfig;

/**
 * A trigger for less data: smaller amounts, and one interval of a warm-up. Policies that compare
 * data or evaluate models decide about the second interval, after the first model.
 */
final class SmallTrigger {
  private static final int MOST_WARM_UP_INTERVALS = 1;

  private SmallTrigger() {}

  /**
   * Makes a trigger smaller.
   *
   * @param samples the number of samples of a trigger
   */
  static TriggerConfig of(TriggerConfig config, int samples) {
    return switch (config) {
      case TimeTriggerConfig time -> time;
      case PluginTriggerConfig plugin -> plugin;
      case DataAmountTriggerConfig _ -> new DataAmountTriggerConfig(samples);
      case DataDriftTriggerConfig drift -> withBatch(drift, drift.batch(), samples);
      case PerformanceTriggerConfig performance ->
          withBatch(performance, performance.batch(), samples);
      case DataIncorporationLatencyCostTriggerConfig cost -> withBatch(cost, cost.batch(), samples);
      case AvoidableMisclassificationCostTriggerConfig cost ->
          withBatch(cost, cost.batch(), samples);
      case EnsembleTriggerConfig ensemble -> ensemble(ensemble, samples);
    };
  }

  private static <T extends Record> T withBatch(T config, BatchConfig batch, int samples) {
    BatchConfig small =
        new BatchConfig(
            Math.min(samples, batch.evaluationIntervalDataPoints()),
            batch.warmupIntervals().map(count -> Math.min(count, MOST_WARM_UP_INTERVALS)),
            batch.warmupPolicy().map(policy -> (SimpleTriggerConfig) of(policy, samples)));
    Map<String, Object> changed = new HashMap<>(Map.of("batch", small));
    return RecordCopy.with(config, changed);
  }

  /** Any of its triggers fires, because the generated data does not make several agree. */
  private static EnsembleTriggerConfig ensemble(EnsembleTriggerConfig config, int samples) {
    Map<String, TriggerConfig> subtriggers = new LinkedHashMap<>();
    config.subtriggers().forEach((name, part) -> subtriggers.put(name, of(part, samples)));
    return new EnsembleTriggerConfig(subtriggers, new EnsembleStrategyConfig.AtLeastN(1));
  }

  /**
   * Returns how often a trigger fires at least on data for a number of triggers: policies whose
   * decisions depend on the data or the model may fire once only, those of plugins never.
   */
  static int leastTriggers(TriggerConfig config, int triggers) {
    return switch (config) {
      case SimpleTriggerConfig _ -> triggers;
      case PluginTriggerConfig _ -> 0; // its options may be amounts that are not known here
      case TriggerConfig _ -> Math.min(1, triggers);
    };
  }

  /** Returns a note about a trigger whose decisions depend on the data. */
  static Optional<String> note(TriggerConfig config) {
    return switch (config) {
      case SimpleTriggerConfig _ -> Optional.empty();
      case PluginTriggerConfig _ ->
          Optional.of(
              "trigger: a plugin may not fire on so little data; smaller numbers in trigger.config"
                  + " rehearse the training, too");
      case TriggerConfig _ ->
          Optional.of(
              "trigger: may fire once only, because its decisions depend on the data, which is"
                  + " generated");
    };
  }
}
