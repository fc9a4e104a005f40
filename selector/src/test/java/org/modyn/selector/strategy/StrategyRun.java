package org.modyn.selector.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.selection.SelectionStrategyConfig;
import org.modyn.selector.partition.Partition;
import org.modyn.selector.partition.ShuffledPartitions;
import org.modyn.selector.position.PositionSet;
import org.modyn.selector.position.StrategyState;
import org.modyn.selector.seen.LocalStorageBackend;
import org.modyn.selector.seen.SeenSamples;

/**
 * A strategy over samples on disk, one trigger after the other. The key of a sample is its
 * position.
 */
final class StrategyRun implements AutoCloseable {
  private final SelectionStrategy strategy;
  private final LocalStorageBackend seen;
  private final Path directory;
  private final SplittableRandom random;
  private Path remembered;
  private int nextTriggerId;

  private StrategyRun(
      SelectionStrategy strategy, LocalStorageBackend seen, Path directory, long seed) {
    this.strategy = strategy;
    this.seen = seen;
    this.directory = directory;
    this.random = new SplittableRandom(seed);
  }

  /**
   * @param fields of the section {@code selection_strategy}, without braces
   */
  static SelectionStrategyConfig config(String fields) {
    return ConfigLoader.parse(
        "selection_strategy",
        "{storage_backend: local, " + fields + "}",
        SelectionStrategyConfig.class);
  }

  static StrategyRun start(SelectionStrategy strategy, Path directory, long seed) {
    LocalStorageBackend seen = LocalStorageBackend.open(directory.resolve("seen"), 0, 1000, 0);
    return new StrategyRun(strategy, seen, directory, seed);
  }

  /** Returns the same run, continued with another strategy. */
  StrategyRun with(SelectionStrategy other) {
    StrategyRun next = new StrategyRun(other, seen, directory, random.nextLong());
    next.remembered = remembered;
    next.nextTriggerId = nextTriggerId;
    return next;
  }

  /** The same run, to compute its next trigger with other random numbers; this one stays. */
  StrategyRun again() {
    return with(strategy);
  }

  /** Adds samples of the next trigger. */
  void inform(long... labels) {
    long first = seen.count();
    seen.append(
        nextTriggerId,
        new SeenSamples(
            LongStream.range(first, first + labels.length).toArray(),
            LongStream.range(first, first + labels.length).toArray(),
            labels,
            labels.length));
  }

  /** Adds {@code count} samples of label 0. */
  void informMany(int count) {
    inform(new long[count]);
  }

  /** The partitions' keys, in their order. */
  List<long[]> trigger() {
    List<long[]> partitions = new ArrayList<>();
    trigger(
        partition -> {
          partitions.add(Arrays.copyOf(partition.keys(), partition.size()));
          for (int index = 0; index < partition.size(); index++) {
            assertThat(partition.weights()[index]).isEqualTo(1.0f);
          }
        });
    return partitions;
  }

  private void trigger(Consumer<Partition> consumer) {
    Path next = directory.resolve("remembered-" + UUID.randomUUID());
    try (StrategyState state = state(next);
        ShuffledPartitions source = strategy.select(seen, nextTriggerId, random, state)) {
      for (Partition partition = source.next(); partition != null; partition = source.next()) {
        consumer.accept(partition);
      }
      if (strategy.isStateful()) {
        state.commit();
      }
    }
    remembered = next;
    nextTriggerId++;
  }

  private StrategyState state(Path next) {
    return new StrategyState(
        0,
        nextTriggerId,
        nextTriggerId - 1,
        triggerId -> triggerId == nextTriggerId ? next : remembered);
  }

  /** Takes a key and its weight. */
  @FunctionalInterface
  interface WeightConsumer {
    void accept(long key, float weight);
  }

  /** As {@link #trigger}, for strategies with weights. */
  void triggerWeighted(WeightConsumer consumer) {
    trigger(
        partition -> {
          for (int index = 0; index < partition.size(); index++) {
            consumer.accept(partition.keys()[index], partition.weights()[index]);
          }
        });
  }

  /** All keys of the training set, sorted. */
  long[] triggerSorted() {
    return trigger().stream().flatMapToLong(Arrays::stream).sorted().toArray();
  }

  /** Returns the positions in the state for the next trigger, sorted. */
  long[] remembered() {
    try (StrategyState state = state(remembered)) {
      PositionSet.Membership membership = state.previous().membershipFrom(0);
      return LongStream.range(0, seen.count()).filter(position -> membership.next()).toArray();
    }
  }

  @Override
  public void close() {
    seen.close();
  }

  static long countBetween(long[] keys, long from, long to) {
    return Arrays.stream(keys).filter(key -> from <= key && key < to).count();
  }

  /**
   * Pearson's chi-squared of how often each outcome was drawn when all are equally likely; it has
   * one degree of freedom less than there are outcomes. Draws without replacement vary less than
   * independent ones, by the share that is not drawn.
   */
  static double chiSquared(long[] drawn, double shareDrawn) {
    double expected = Arrays.stream(drawn).average().orElseThrow();
    return Arrays.stream(drawn).mapToDouble(n -> (n - expected) * (n - expected) / expected).sum()
        / (1 - shareDrawn);
  }
}
