package org.modyn.selector.strategy;

import java.util.Optional;
import java.util.SplittableRandom;
import org.modyn.common.config.pipeline.selection.downsampling.RhoLossDownsamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.RhoLossDownsamplingConfig.HoldoutStrategy;
import org.modyn.selector.partition.FilteredScan;
import org.modyn.selector.partition.ShuffledPartitions;
import org.modyn.selector.sampling.ComplementSampler;
import org.modyn.selector.sampling.Sampler;
import org.modyn.selector.sampling.StratifiedSampler;
import org.modyn.selector.seen.Column;
import org.modyn.selector.seen.StorageBackend;
import org.modyn.selector.seen.Tail;
import org.modyn.selector.weighting.SampleWeights;

/**
 * The holdout sets of a trigger, on which the trainer trains the model of irreducible losses. They
 * are drawn from the samples that were seen in the trigger, whichever of these the training set
 * has, and the training set keeps them. The first one is a random part of these samples; with the
 * strategy {@code Twin}, the second one is the rest. A part is rounded down, but has at least one
 * sample if there is one.
 *
 * <p>Cost per set: one scan over the keys of the trigger, and the memory of one partition.
 *
 * @param count the number of sets, 1 or 2; they are numbered from 1
 * @param ratio the number of samples in the first set, of every {@code ratioMax}
 * @param workers the number of workers that a partition of a set is divided among
 * @param maximumPartitionSize the number of keys in a partition
 */
public record HoldoutSets(
    int count, int ratio, int ratioMax, int workers, int maximumPartitionSize) {
  static HoldoutSets of(RhoLossDownsamplingConfig config, int maximumPartitionSize) {
    return new HoldoutSets(
        config.holdoutSetStrategy() == HoldoutStrategy.TWIN ? 2 : 1,
        config.holdoutSetRatio(),
        config.holdoutSetRatioMax(),
        config.ilTrainingConfig().dataloaderWorkers(),
        maximumPartitionSize);
  }

  /**
   * Opens a set.
   *
   * @param holdout 1 to {@link #count}
   * @param seed of the draw, the same for all sets of a trigger
   */
  public ShuffledPartitions open(StorageBackend seen, int triggerId, int holdout, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Tail trigger = new Tail(seen, triggerId, Optional.of(0));
    long first = sizeOfFirst(trigger.size());
    Sampler drawn = StratifiedSampler.uniform(trigger.size(), first, random.split());
    boolean isFirst = holdout == 1;
    return new ShuffledPartitions(
        new FilteredScan(
            seen.read(Column.KEY, trigger.start(), trigger.end()),
            SampleWeights.equal(),
            isFirst ? drawn : new ComplementSampler(drawn)),
        isFirst ? first : trigger.size() - first,
        maximumPartitionSize,
        random.split(),
        "get_data_time");
  }

  private long sizeOfFirst(long samples) {
    if (ratio == 0) {
      return 0;
    }
    return Math.clamp(samples * ratio / ratioMax, Math.min(1, samples), samples);
  }
}
