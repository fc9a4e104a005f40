package org.modyn.selector.strategy;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.modyn.common.config.pipeline.selection.CoresetStrategyConfig;
import org.modyn.common.config.pipeline.selection.PresamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.RhoLossDownsamplingConfig;
import org.modyn.common.downsampling.DownsamplingSpecification;
import org.modyn.selector.partition.ShuffledPartitions;
import org.modyn.selector.position.StrategyState;
import org.modyn.selector.seen.StorageBackend;
import org.modyn.selector.seen.Tail;
import org.modyn.selector.weighting.Weighting;

/**
 * Trains on a subset of the data: the selector draws a subset without a model (presampling), and
 * the trainer draws a subset of that with the help of the model (downsampling). The first {@code
 * warmup_triggers} triggers train on all samples, up to the limit.
 *
 * <p>Cost per trigger: that of the {@link Presampler}, and the memory of one partition.
 */
public final class CoresetStrategy implements SelectionStrategy {
  private final CoresetStrategyConfig config;
  private final Presampler presampler;
  private final DownsamplingScheduler downsampling;

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
      StorageBackend seen, int triggerId, RandomGenerator random, StrategyState state) {
    Tail tail = new Tail(seen, triggerId, config.tailTriggers());
    long limit = config.limit() > 0 ? config.limit() : Long.MAX_VALUE;
    Presampler.Sample sample =
        triggerId < config.warmupTriggers()
            ? presampler.first(seen, tail, limit)
            : presampler.select(seen, tail, limit, random, state);
    return new ShuffledPartitions(
        sample.samples(), sample.size(), config.maximumKeysInMemory(), random, "get_data_time");
  }

  @Override
  public Optional<HoldoutSets> holdoutSets(int triggerId) {
    return downsampling
        .at(triggerId)
        .filter(specification -> specification.config() instanceof RhoLossDownsamplingConfig)
        .map(
            specification ->
                HoldoutSets.of(
                    (RhoLossDownsamplingConfig) specification.config(),
                    specification.maximumKeysInMemory()));
  }

  @Override
  public boolean isStateful() {
    return config.presamplingConfig().strategy()
        == PresamplingConfig.Strategy.RANDOM_NO_REPLACEMENT;
  }

  @Override
  public Optional<DownsamplingSpecification> downsampling(int triggerId) {
    return downsampling.at(triggerId);
  }
}
