package org.modyn.selector.strategy;

import static java.util.Objects.requireNonNull;

import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import org.modyn.common.config.pipeline.RecencyWeightedStrategyConfig;
import org.modyn.selector.position.StrategyMemory;
import org.modyn.selector.seen.Column;
import org.modyn.selector.seen.ColumnCursor;
import org.modyn.selector.seen.StorageBackend;

/**
 * Trains on a sample in which new data is more likely than old data: the odds of a sample halve
 * with every half-life of its age, which counts from the newest sample.
 *
 * <p>With a limit, that many samples are drawn one after the other without replacement, each with a
 * probability proportional to its weight, by an {@link ExponentialRace}. Without a limit each
 * sample is in the training set with a probability that is its weight.
 *
 * <p>A trigger costs up to six scans over the timestamps of its tail, one over the keys, and the
 * memory of one partition: the random numbers are computed again from the positions, not kept.
 */
public final class RecencyWeightedStrategy implements SelectionStrategy {
  private final RecencyWeightedStrategyConfig config;
  private final Decay decay;
  private final Weighting weighting;

  public RecencyWeightedStrategy(RecencyWeightedStrategyConfig config) {
    this.config = requireNonNull(config, "config is null");
    this.decay = new Decay(config.halfLife());
    this.weighting = Weighting.of(config);
  }

  @Override
  public RecencyWeightedStrategyConfig config() {
    return config;
  }

  @Override
  public ShuffledPartitions select(
      StorageBackend seen, int triggerId, RandomGenerator random, StrategyMemory memory) {
    Tail tail = new Tail(seen, triggerId, config.tailTriggers());
    SampleCursor samples =
        new ChosenSamples(
            seen.read(Column.KEY, tail.start(), tail.end()),
            weighting.open(seen, tail.start(), tail.end()),
            new TimestampChooser(
                seen.read(Column.TIMESTAMP, tail.start(), tail.end()),
                tail.start(),
                condition(seen, tail, new PositionRandom(random.nextLong()))));
    return new ShuffledPartitions(
        samples,
        config.limit() > 0 ? Math.min(config.limit(), tail.size()) : tail.size(),
        config.maximumKeysInMemory(),
        random,
        "sample_time");
  }

  private TimestampChooser.Condition condition(
      StorageBackend seen, Tail tail, PositionRandom random) {
    long newest = Decay.newestTimestamp(seen, tail.start(), tail.end());
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
    return TimestampChooser.smallest(race, threshold);
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
