package org.modyn.selector.strategy;

import static java.util.Objects.requireNonNull;

import java.util.random.RandomGenerator;
import org.modyn.common.config.pipeline.NewDataStrategyConfig;
import org.modyn.selector.position.StrategyMemory;
import org.modyn.selector.seen.Column;
import org.modyn.selector.seen.ColumnCursor;
import org.modyn.selector.seen.StorageBackend;

/**
 * Trains on the data of the last triggers: to fine-tune on what is new, or to retrain on all there
 * is. A limit bounds the whole training set, whatever its partitions, and is met exactly.
 *
 * <p>A trigger costs one scan over the keys it may choose from and the memory of one partition.
 */
public final class NewDataStrategy implements SelectionStrategy {
  private final NewDataStrategyConfig config;
  private final Weighting weighting;

  /**
   * @param config its {@code limit_reset} says which samples a limit leaves of all data ever seen;
   *     with {@code tail_triggers} set, a limit leaves a uniform sample
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
      StorageBackend seen, int triggerId, RandomGenerator random, StrategyMemory memory) {
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
            ? new ChosenSamples(keys, weights, StratifiedChooser.uniform(available, size, random))
            : new AllSamples(keys, weights);
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
