package org.modyn.selector.strategy;

import static java.util.Objects.requireNonNull;

import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import org.modyn.common.config.pipeline.selection.RecencyWeightedStrategyConfig;
import org.modyn.selector.partition.FilteredScan;
import org.modyn.selector.partition.SampleCursor;
import org.modyn.selector.partition.ShuffledPartitions;
import org.modyn.selector.position.StrategyState;
import org.modyn.selector.sampling.CounterBasedRandom;
import org.modyn.selector.sampling.ExponentialRace;
import org.modyn.selector.sampling.SmallestValues;
import org.modyn.selector.sampling.TimestampSampler;
import org.modyn.selector.seen.Column;
import org.modyn.selector.seen.ColumnCursor;
import org.modyn.selector.seen.StorageBackend;
import org.modyn.selector.seen.Tail;
import org.modyn.selector.weighting.ExponentialDecay;
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
    SampleCursor samples =
        new FilteredScan(
            seen.read(Column.KEY, tail.start(), tail.end()),
            weighting.open(seen, tail.start(), tail.end()),
            new TimestampSampler(
                seen.read(Column.TIMESTAMP, tail.start(), tail.end()),
                tail.start(),
                condition(seen, tail, new CounterBasedRandom(random.nextLong()))));
    return new ShuffledPartitions(
        samples,
        config.limit() > 0 ? Math.min(config.limit(), tail.size()) : tail.size(),
        config.maximumKeysInMemory(),
        random,
        "sample_time");
  }

  private TimestampSampler.Condition condition(
      StorageBackend seen, Tail tail, CounterBasedRandom random) {
    long newest = ExponentialDecay.newestTimestamp(seen, tail.start(), tail.end());
    if (config.limit() <= 0) {
      return (position, timestamp) -> random.at(position) < decay.weight(newest - timestamp);
    }
    if (tail.size() <= config.limit()) {
      return (position, timestamp) -> true;
    }
    ExponentialRace race = new ExponentialRace(random, decay, newest);
    SmallestValues.Threshold threshold =
        SmallestValues.find(
            consumer -> forEachTime(seen, tail, race, consumer),
            config.limit(),
            config.maximumKeysInMemory());
    return TimestampSampler.smallest(race, threshold);
  }

  private static void forEachTime(
      StorageBackend seen, Tail tail, ExponentialRace race, LongConsumer consumer) {
    long[] batch = new long[1 << 13];
    long position = tail.start();
    try (ColumnCursor timestamps = seen.read(Column.TIMESTAMP, tail.start(), tail.end())) {
      for (int size = timestamps.read(batch, 0, batch.length);
          size > 0;
          size = timestamps.read(batch, 0, batch.length)) {
        for (int index = 0; index < size; index++, position++) {
          consumer.accept(race.time(position, batch[index]));
        }
      }
    }
  }
}
