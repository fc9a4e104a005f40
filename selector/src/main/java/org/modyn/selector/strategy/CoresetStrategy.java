package org.modyn.selector.strategy;

import static java.util.Objects.requireNonNull;

import java.util.random.RandomGenerator;
import org.modyn.common.config.pipeline.CoresetStrategyConfig;
import org.modyn.common.config.pipeline.PresamplingConfig;
import org.modyn.selector.position.StrategyMemory;
import org.modyn.selector.seen.StorageBackend;

/**
 * Trains on a part of the data: the selector takes a part of it without a model (presampling), the
 * trainer a part of that with the model's help (downsampling). The first {@code warmup_triggers}
 * triggers train on everything, up to the limit.
 *
 * <p>A trigger costs what its {@link Presampler} does and the memory of one partition.
 */
public final class CoresetStrategy implements SelectionStrategy {
  private final CoresetStrategyConfig config;
  private final Presampler presampler;
  private final DownsamplingScheduler downsampling;

  /**
   * @throws org.modyn.common.error.ModynException UNIMPLEMENTED for a downsampling strategy that
   *     needs a second model
   */
  public CoresetStrategy(CoresetStrategyConfig config) {
    this.config = requireNonNull(config, "config is null");
    this.presampler = new Presampler(config.presamplingConfig(), Weighting.of(config));
    this.downsampling = new DownsamplingScheduler(config);
  }

  @Override
  public CoresetStrategyConfig config() {
    return config;
  }

  @Override
  public ShuffledPartitions select(
      StorageBackend seen, int triggerId, RandomGenerator random, StrategyMemory memory) {
    Tail tail = new Tail(seen, triggerId, config.tailTriggers());
    long limit = config.limit() > 0 ? config.limit() : Long.MAX_VALUE;
    Presampler.Sample sample =
        triggerId < config.warmupTriggers()
            ? presampler.first(seen, tail, limit)
            : presampler.select(seen, tail, limit, random, memory);
    return new ShuffledPartitions(
        sample.samples(), sample.size(), config.maximumKeysInMemory(), random, "get_data_time");
  }

  @Override
  public boolean remembers() {
    return config.presamplingConfig().strategy()
        == PresamplingConfig.Strategy.RANDOM_NO_REPLACEMENT;
  }

  @Override
  public Downsampling downsampling(int nextTriggerId) {
    return downsampling.at(nextTriggerId - 1);
  }
}
