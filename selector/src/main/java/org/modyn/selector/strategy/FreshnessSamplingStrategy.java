package org.modyn.selector.strategy;

import static java.util.Objects.requireNonNull;

import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import org.modyn.common.config.pipeline.selection.FreshnessSamplingStrategyConfig;
import org.modyn.selector.partition.FilteredScan;
import org.modyn.selector.partition.InterleavedScan;
import org.modyn.selector.partition.SampleCursor;
import org.modyn.selector.partition.ShuffledPartitions;
import org.modyn.selector.position.PositionSet;
import org.modyn.selector.position.PositionSetWriter;
import org.modyn.selector.position.StrategyState;
import org.modyn.selector.sampling.Strata;
import org.modyn.selector.sampling.StratifiedSampler;
import org.modyn.selector.seen.Column;
import org.modyn.selector.seen.StorageBackend;
import org.modyn.selector.weighting.Weighting;

/**
 * Trains on a mix of unused samples, which no trigger has selected yet, and used samples. {@code
 * unused_data_ratio} is the percentage of unused samples. Both are drawn uniformly, as many as the
 * ratio and the limit allow. The first training set has unused samples only. When there are no
 * samples of one kind, so that the ratio cannot be met, the training set is empty.
 *
 * <p>Each partition has up to half of {@code maximum_keys_in_memory} samples of either kind. Cost
 * per trigger: two scans over all keys, and the memory of one partition.
 */
public final class FreshnessSamplingStrategy implements SelectionStrategy {
  private static final int UNUSED = 0;
  private static final int USED = 1;

  private final FreshnessSamplingStrategyConfig config;
  private final Weighting weighting;

  public FreshnessSamplingStrategy(FreshnessSamplingStrategyConfig config) {
    this.config = requireNonNull(config, "config is null");
    this.weighting = Weighting.of(config);
  }

  @Override
  public FreshnessSamplingStrategyConfig config() {
    return config;
  }

  @Override
  public ShuffledPartitions select(
      StorageBackend seen, int triggerId, RandomGenerator random, StrategyState state) {
    PositionSet used = state.previous();
    long[] available = {seen.count() - used.size(), used.size()};
    PositionSetWriter next = state.extend();
    if (used.size() == 0) {
      long size = limited(available[UNUSED]);
      return new ShuffledPartitions(
          sample(seen, used, available, UNUSED, size, random, next::add),
          size,
          config.maximumKeysInMemory(),
          random,
          "get_data_time");
    }
    long[] sizes = sizes(available);
    return new ShuffledPartitions(
        new InterleavedScan(
            sample(seen, used, available, UNUSED, sizes[UNUSED], random, next::add),
            sample(seen, used, available, USED, sizes[USED], random, position -> {})),
        2 * Math.max(sizes[UNUSED], sizes[USED]),
        2 * Math.max(config.maximumKeysInMemory() / 2, 1),
        random,
        "get_data_time");
  }

  private SampleCursor sample(
      StorageBackend seen,
      PositionSet used,
      long[] available,
      int group,
      long size,
      RandomGenerator random,
      LongConsumer selected) {
    long[] quotas = new long[available.length];
    quotas[group] = size;
    return new FilteredScan(
        seen.read(Column.KEY, 0, seen.count()),
        weighting.open(seen, 0, seen.count()),
        new StratifiedSampler(
            0, Strata.membership(used, 0), available, quotas, size, random, selected));
  }

  private long limited(long size) {
    return config.limit() > 0 ? Math.min(config.limit(), size) : size;
  }

  /** Returns the sizes of the largest training set that meets the ratio and the limit. */
  private long[] sizes(long[] available) {
    double unusedShare = config.unusedDataRatio() / 100.0;
    double usedShare = (100 - config.unusedDataRatio()) / 100.0;
    long totalByUnused = (long) (available[UNUSED] / unusedShare);
    long totalByUsed = (long) (available[USED] / usedShare);
    long[] sizes =
        totalByUnused > totalByUsed
            ? new long[] {totalByUsed - available[USED], available[USED]}
            : new long[] {available[UNUSED], totalByUnused - available[UNUSED]};
    if (config.limit() > 0 && sizes[UNUSED] + sizes[USED] > config.limit()) {
      long unused = (long) (config.limit() * unusedShare);
      return new long[] {unused, config.limit() - unused};
    }
    return sizes;
  }

  @Override
  public boolean isStateful() {
    return true;
  }
}
