package org.modyn.selector.strategy;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.selection.CoresetStrategyConfig;
import org.modyn.common.config.pipeline.selection.downsampling.CraigDownsamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.DownsamplingSchedule;
import org.modyn.common.config.pipeline.selection.downsampling.GradMatchDownsamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.GradNormDownsamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.KcenterGreedyDownsamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.LossDownsamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.MultiDownsamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.NoDownsamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.RhoLossDownsamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.Rs2DownsamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.SingleDownsamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.SubmodularDownsamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.UncertaintyDownsamplingConfig;
import org.modyn.common.error.ModynException;

/**
 * Decides which downsampling strategy the trainer uses at each trigger, and encodes its
 * configuration. No strategy is used during the warm-up; then the first one is, and each threshold
 * names the trigger, counted from the end of the warm-up, at which the next one takes over.
 */
final class DownsamplingScheduler {
  private static final int PERCENT = 100;

  private final List<SingleDownsamplingConfig> strategies;
  private final List<Integer> thresholds;
  private final int warmupTriggers;
  private final int maximumKeysInMemory;

  DownsamplingScheduler(CoresetStrategyConfig config) {
    requireNonNull(config, "config is null");
    switch (config.downsamplingConfig()) {
      case MultiDownsamplingConfig several -> {
        this.strategies = several.downsamplingList();
        this.thresholds = several.downsamplingThresholds();
      }
      case SingleDownsamplingConfig single -> {
        this.strategies = List.of(single);
        this.thresholds = List.of();
      }
    }
    this.warmupTriggers = config.warmupTriggers();
    this.maximumKeysInMemory = config.maximumKeysInMemory();
    strategies.forEach(DownsamplingScheduler::nameOf);
  }

  /** Returns what the trainer does at a trigger; nothing before the first one. */
  Downsampling at(int triggerId) {
    if (triggerId < warmupTriggers) {
      return Downsampling.none();
    }
    long passed =
        thresholds.stream().filter(threshold -> threshold <= triggerId - warmupTriggers).count();
    SingleDownsamplingConfig strategy = strategies.get((int) passed);
    if (strategy instanceof NoDownsamplingConfig) {
      return Downsampling.none();
    }
    DownsamplingSchedule schedule = strategy.schedule();
    int percent = (int) ((long) PERCENT * schedule.part().ratio() / schedule.part().ratioMax());
    return new Downsampling(
        true, nameOf(strategy), ConfigLoader.toJson(parameters(strategy)), percent);
  }

  private static String nameOf(SingleDownsamplingConfig strategy) {
    return switch (strategy) {
      case NoDownsamplingConfig _ -> "";
      case LossDownsamplingConfig _ -> "RemoteLossDownsampling";
      case GradNormDownsamplingConfig _ -> "RemoteGradNormDownsampling";
      case Rs2DownsamplingConfig _ -> "RemoteRS2Downsampling";
      case CraigDownsamplingConfig _ -> "RemoteCraigDownsamplingStrategy";
      case GradMatchDownsamplingConfig _ -> "RemoteGradMatchDownsamplingStrategy";
      case KcenterGreedyDownsamplingConfig _ -> "RemoteKcenterGreedyDownsamplingStrategy";
      case SubmodularDownsamplingConfig _ -> "RemoteSubmodularDownsamplingStrategy";
      case UncertaintyDownsamplingConfig _ -> "RemoteUncertaintyDownsamplingStrategy";
      case RhoLossDownsamplingConfig _ ->
          throw ModynException.unimplemented(
              "selection_strategy.downsampling_config: RHOLoss is not supported yet: it needs a"
                  + " second model, trained on a holdout set");
    };
  }

  /** Returns the fields of the pipeline file under the names that the trainer expects. */
  private Map<String, Object> parameters(SingleDownsamplingConfig strategy) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    ((Map<?, ?>) ConfigLoader.toPlain(strategy))
        .forEach((name, value) -> parameters.put((String) name, value));
    parameters.remove("strategy");
    rename(parameters, "ratio", "downsampling_ratio");
    rename(parameters, "period", "downsampling_period");
    rename(parameters, "with_replacement", "replacement");
    if (!strategy.schedule().sampleThenBatch()) {
      parameters.remove("downsampling_period");
    }
    parameters.put("maximum_keys_in_memory", maximumKeysInMemory);
    return parameters;
  }

  private static void rename(Map<String, Object> parameters, String from, String to) {
    if (parameters.containsKey(from)) {
      parameters.put(to, parameters.remove(from));
    }
  }
}
