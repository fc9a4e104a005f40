package org.modyn.selector.strategy;

import static java.util.Objects.requireNonNull;

import java.util.random.RandomGenerator;
import org.modyn.common.config.pipeline.ClassBalancedReservoirStrategyConfig;
import org.modyn.selector.position.PositionSetWriter;
import org.modyn.selector.position.StrategyMemory;
import org.modyn.selector.seen.Column;
import org.modyn.selector.seen.StorageBackend;

/**
 * Trains on a reservoir of {@code limit} samples of all data ever seen that is kept as balanced
 * over the labels as can be: GDumb's greedy sampler (Prabhu, Torr and Dokania, GDumb: A simple
 * approach that questions our progress in continual learning, ECCV 2020, algorithm 1).
 *
 * <p>A trigger costs a scan over all labels and one over the keys, the memory of one partition, and
 * a few bytes for each sample of the reservoir.
 */
public final class ClassBalancedReservoirStrategy implements SelectionStrategy {
  private final ClassBalancedReservoirStrategyConfig config;
  private final Weighting weighting;

  public ClassBalancedReservoirStrategy(ClassBalancedReservoirStrategyConfig config) {
    this.config = requireNonNull(config, "config is null");
    this.weighting = Weighting.of(config);
  }

  @Override
  public ClassBalancedReservoirStrategyConfig config() {
    return config;
  }

  @Override
  public ShuffledPartitions select(
      StorageBackend seen, int triggerId, RandomGenerator random, StrategyMemory memory) {
    long end = seen.count();
    ClassBalancedReservoir reservoir =
        new ClassBalancedReservoir(LabelGroups.count(seen, 0, end), config.limit(), random);
    reservoir.replay(seen, seen.startOfTrigger(triggerId), memory.before());
    PositionSetWriter next = memory.replace();
    SampleCursor samples =
        new ChosenSamples(
            seen.read(Column.KEY, 0, end),
            weighting.open(seen, 0, end),
            new MemberChooser(reservoir.positions(), next::add));
    return new ShuffledPartitions(
        samples, reservoir.size(), config.maximumKeysInMemory(), random, "sample_time");
  }

  @Override
  public boolean remembers() {
    return true;
  }
}
