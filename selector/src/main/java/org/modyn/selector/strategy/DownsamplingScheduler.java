package org.modyn.selector.strategy;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.modyn.common.config.pipeline.selection.CoresetStrategyConfig;
import org.modyn.common.config.pipeline.selection.downsampling.MultiDownsamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.NoDownsamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.SingleDownsamplingConfig;
import org.modyn.common.downsampling.DownsamplingSpecification;

/**
 * Decides which downsampling strategy the trainer uses at each trigger. No strategy is used during
 * the warm-up; then the first one is, and each threshold names the trigger, counted from the end of
 * the warm-up, at which the next one takes over.
 */
final class DownsamplingScheduler {
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
  }

  /**
   * Returns the downsampling of a trigger's training set; empty if the trainer uses all samples.
   */
  Optional<DownsamplingSpecification> at(int triggerId) {
    if (triggerId < warmupTriggers) {
      return Optional.empty();
    }
    long passed =
        thresholds.stream().filter(threshold -> threshold <= triggerId - warmupTriggers).count();
    SingleDownsamplingConfig strategy = strategies.get((int) passed);
    return strategy instanceof NoDownsamplingConfig
        ? Optional.empty()
        : Optional.of(new DownsamplingSpecification(strategy, maximumKeysInMemory));
  }
}
