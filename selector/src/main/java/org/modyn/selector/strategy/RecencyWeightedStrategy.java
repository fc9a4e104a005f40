package org.modyn.selector.strategy;

import static java.util.Objects.requireNonNull;

import java.util.random.RandomGenerator;
import org.modyn.common.config.pipeline.selection.RecencyWeightedStrategyConfig;
import org.modyn.selector.partition.FilteredScan;
import org.modyn.selector.partition.FullScan;
import org.modyn.selector.partition.SampleCursor;
import org.modyn.selector.partition.ShuffledPartitions;
import org.modyn.selector.position.StrategyState;
import org.modyn.selector.sampling.CounterBasedRandom;
import org.modyn.selector.sampling.ExponentialRace;
import org.modyn.selector.sampling.Sampler;
import org.modyn.selector.sampling.ValueSampler;
import org.modyn.selector.seen.Column;
import org.modyn.selector.seen.ColumnCursor;
import org.modyn.selector.seen.StorageBackend;
import org.modyn.selector.seen.Tail;
import org.modyn.selector.weighting.ExponentialDecay;
import org.modyn.selector.weighting.SampleWeights;
import org.modyn.selector.weighting.Weighting;

/**
 * Trains on a random sample that prefers recent data: the weight of a sample halves with every
 * half-life of its age, which is its distance from the newest timestamp.
 *
 * <p>With a limit, that many samples are drawn without replacement, each draw with probabilities
 * proportional to the weights, by an {@link ExponentialRace}. Without a limit, each sample is
 * selected independently, with a probability equal to its weight.
 *
 * <p>Cost per trigger: up to six scans over the timestamps of the tail, one scan over the keys, and
 * the memory of one partition. Random numbers are recomputed from the positions, not stored.
 */
public final class RecencyWeightedStrategy implements SelectionStrategy {
  private final RecencyWeightedStrategyConfig config;
  private final ExponentialDecay decay;
  private final Weighting weighting;

  public RecencyWeightedStrategy(RecencyWeightedStrategyConfig config) {
    this.config = requireNonNull(config, "config is null");
    this.decay = new ExponentialDecay(config.halfLife());
    this.weighting = Weighting.of(config);
  }

  @Override
  public RecencyWeightedStrategyConfig config() {
    return config;
  }

  @Override
  public ShuffledPartitions select(
      StorageBackend seen, int triggerId, RandomGenerator random, StrategyState state) {
    Tail tail = new Tail(seen, triggerId, config.tailTriggers());
    ColumnCursor keys = seen.read(Column.KEY, tail.start(), tail.end());
    SampleWeights weights = weighting.open(seen, tail.start(), tail.end());
    CounterBasedRandom randomOfPosition = new CounterBasedRandom(random.nextLong());
    SampleCursor samples =
        config.limit() > 0 && tail.size() <= config.limit()
            ? new FullScan(keys, weights)
            : new FilteredScan(keys, weights, sampler(seen, tail, randomOfPosition));
    return new ShuffledPartitions(
        samples,
        config.limit() > 0 ? Math.min(config.limit(), tail.size()) : tail.size(),
        config.maximumKeysInMemory(),
        random,
        "sample_time");
  }

  private Sampler sampler(StorageBackend seen, Tail tail, CounterBasedRandom random) {
    long newest = ExponentialDecay.newestTimestamp(seen, tail.start(), tail.end());
    if (config.limit() <= 0) {
      return new ValueSampler(
          seen.read(Column.TIMESTAMP, tail.start(), tail.end()),
          tail.start(),
          (position, timestamp) -> random.at(position) < decay.weight(newest - timestamp));
    }
    ExponentialRace race =
        new ExponentialRace(
            seen,
            tail,
            Column.TIMESTAMP,
            random,
            timestamp -> decay.inverseLogarithm(newest - timestamp));
    return race.select(race.find(config.limit(), config.maximumKeysInMemory()));
  }
}
