package org.modyn.selector.strategy;

import static java.util.Objects.requireNonNull;

import java.util.random.RandomGenerator;
import org.modyn.common.config.pipeline.selection.ClassBalancedReservoirStrategyConfig;
import org.modyn.selector.partition.FilteredScan;
import org.modyn.selector.partition.SampleCursor;
import org.modyn.selector.partition.ShuffledPartitions;
import org.modyn.selector.position.PositionSetWriter;
import org.modyn.selector.position.StrategyState;
import org.modyn.selector.sampling.ClassBalancedReservoir;
import org.modyn.selector.sampling.PositionSampler;
import org.modyn.selector.seen.Column;
import org.modyn.selector.seen.LabelDictionary;
import org.modyn.selector.seen.StorageBackend;
import org.modyn.selector.weighting.Weighting;

/**
 * Trains on a reservoir of {@code limit} samples of all data seen so far, kept as balanced over the
 * labels as possible: GDumb's greedy sampler (Prabhu, Torr and Dokania, GDumb: A simple approach
 * that questions our progress in continual learning, ECCV 2020, algorithm 1).
 *
 * <p>Cost per trigger: one scan over all labels and one over the keys, the memory of one partition,
 * and a few bytes per sample of the reservoir.
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
      StorageBackend seen, int triggerId, RandomGenerator random, StrategyState state) {
    long end = seen.count();
    ClassBalancedReservoir reservoir =
        new ClassBalancedReservoir(LabelDictionary.count(seen, 0, end), config.limit(), random);
    reservoir.replay(seen, seen.startOfTrigger(triggerId), state.previous());
    PositionSetWriter next = state.replace();
    SampleCursor samples =
        new FilteredScan(
            seen.read(Column.KEY, 0, end),
            weighting.open(seen, 0, end),
            new PositionSampler(reservoir.positions(), next::add));
    return new ShuffledPartitions(
        samples, reservoir.size(), config.maximumKeysInMemory(), random, "sample_time");
  }

  @Override
  public boolean isStateful() {
    return true;
  }
}
