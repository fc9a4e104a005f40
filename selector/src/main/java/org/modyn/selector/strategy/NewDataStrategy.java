package org.modyn.selector.strategy;

import static java.util.Objects.requireNonNull;

import java.util.random.RandomGenerator;
import org.modyn.common.config.pipeline.selection.NewDataStrategyConfig;
import org.modyn.selector.partition.FilteredScan;
import org.modyn.selector.partition.FullScan;
import org.modyn.selector.partition.SampleCursor;
import org.modyn.selector.partition.ShuffledPartitions;
import org.modyn.selector.position.StrategyState;
import org.modyn.selector.sampling.StratifiedSampler;
import org.modyn.selector.seen.Column;
import org.modyn.selector.seen.ColumnCursor;
import org.modyn.selector.seen.StorageBackend;
import org.modyn.selector.seen.Tail;
import org.modyn.selector.weighting.SampleWeights;
import org.modyn.selector.weighting.Weighting;

/**
 * Trains on the data of the most recent triggers: to fine-tune on new data, or to retrain on all
 * data. A limit applies to the whole training set, not to each partition, and is met exactly.
 *
 * <p>Cost per trigger: one scan over the keys of the tail, and the memory of one partition.
 */
public final class NewDataStrategy implements SelectionStrategy {
  private final NewDataStrategyConfig config;
  private final Weighting weighting;

  /**
   * @param config {@code limit_reset} determines which samples of all data a limit keeps; with
   *     {@code tail_triggers} set, a limit keeps a uniform sample
   */
  public NewDataStrategy(NewDataStrategyConfig config) {
    this.config = requireNonNull(config, "config is null");
    this.weighting = Weighting.of(config);
  }

  @Override
  public NewDataStrategyConfig config() {
    return config;
  }

  @Override
  public ShuffledPartitions select(
      StorageBackend seen, int triggerId, RandomGenerator random, StrategyState state) {
    Tail tail = new Tail(seen, triggerId, config.tailTriggers());
    long available = tail.size();
    boolean limited = config.limit() > 0 && config.limit() < available;
    long size = limited ? config.limit() : available;
    boolean last =
        limited
            && config.tailTriggers().isEmpty()
            && config.limitReset() == NewDataStrategyConfig.LimitReset.LAST_X;
    long start = last ? tail.end() - size : tail.start();
    ColumnCursor keys = seen.read(Column.KEY, start, tail.end());
    SampleWeights weights = weighting.open(seen, start, tail.end());
    SampleCursor samples =
        limited && !last
            ? new FilteredScan(keys, weights, StratifiedSampler.uniform(available, size, random))
            : new FullScan(keys, weights);
    return new ShuffledPartitions(
        samples, size, config.maximumKeysInMemory(), random, nameOfSelectionTime());
  }

  private String nameOfSelectionTime() {
    if (config.limit() <= 0) {
      return "get_data_time";
    }
    return config.tailTriggers().isEmpty() ? "handle_limit_time" : "sample_time";
  }
}
