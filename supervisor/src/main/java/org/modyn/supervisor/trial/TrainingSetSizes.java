package org.modyn.supervisor.trial;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import org.modyn.common.config.pipeline.selection.ClassBalancedReservoirStrategyConfig;
import org.modyn.common.config.pipeline.selection.CoresetStrategyConfig;
import org.modyn.common.config.pipeline.selection.FreshnessSamplingStrategyConfig;
import org.modyn.common.config.pipeline.selection.LossWeightedStrategyConfig;
import org.modyn.common.config.pipeline.selection.NewDataStrategyConfig;
import org.modyn.common.config.pipeline.selection.PresamplingConfig;
import org.modyn.common.config.pipeline.selection.RecencyWeightedStrategyConfig;
import org.modyn.common.config.pipeline.selection.SelectionStrategyConfig;

/**
 * The sizes of the training sets that a selection strategy would select, from the sizes of the
 * triggers alone. They are upper bounds where the size depends on the labels: a strategy that
 * balances classes or triggers may select fewer samples. Downsampling happens in the training and
 * does not count.
 */
final class TrainingSetSizes {
  private final SelectionStrategyConfig config;
  private final List<Long> triggers = new ArrayList<>();
  private long seen;
  private long used;

  TrainingSetSizes(SelectionStrategyConfig config) {
    this.config = requireNonNull(config, "config is null");
  }

  /**
   * Adds a trigger.
   *
   * @param newSamples the number of its samples
   * @return the size of its training set
   */
  long add(long newSamples) {
    triggers.add(newSamples);
    seen += newSamples;
    return switch (config) {
      case NewDataStrategyConfig _,
          RecencyWeightedStrategyConfig _,
          ClassBalancedReservoirStrategyConfig _ ->
          limited(tail());
      case LossWeightedStrategyConfig weighted ->
          limited(part(tail(), weighted.part().ratio(), weighted.part().ratioMax()));
      case CoresetStrategyConfig coreset -> limited(presampled(coreset));
      case FreshnessSamplingStrategyConfig freshness -> fresh(freshness);
    };
  }

  private long tail() {
    return config
        .tailTriggers()
        .map(
            before ->
                triggers
                    .subList(Math.max(0, triggers.size() - 1 - before), triggers.size())
                    .stream()
                    .mapToLong(Long::longValue)
                    .sum())
        .orElse(seen);
  }

  private long limited(long size) {
    return config.limit() > 0 ? Math.min(size, config.limit()) : size;
  }

  private static long part(long size, int ratio, int ratioMax) {
    return size * ratio / ratioMax;
  }

  private long presampled(CoresetStrategyConfig coreset) {
    PresamplingConfig presampling = coreset.presamplingConfig();
    boolean isWholeTail =
        triggers.size() <= coreset.warmupTriggers()
            || presampling.strategy() == PresamplingConfig.Strategy.NO;
    return isWholeTail
        ? tail()
        : part(tail(), presampling.part().ratio(), presampling.part().ratioMax());
  }

  /** The largest set of unused and used samples in the ratio of the file. */
  private long fresh(FreshnessSamplingStrategyConfig freshness) {
    long unused = seen - used;
    long size;
    long unusedSelected;
    if (used == 0) {
      size = limited(unused);
      unusedSelected = size;
    } else {
      double share = freshness.unusedDataRatio() / 100.0;
      size = limited((long) Math.min(unused / share, used / (1 - share)));
      unusedSelected = Math.min(unused, (long) (size * share));
    }
    used += unusedSelected;
    return size;
  }
}
