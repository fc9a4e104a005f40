package org.modyn.selector.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.pipeline.selection.NewDataStrategyConfig;
import org.modyn.common.config.pipeline.selection.NewDataStrategyConfig.LimitReset;
import org.modyn.common.config.pipeline.selection.SelectionSettings;
import org.modyn.common.config.pipeline.selection.SelectionStrategyConfig.StorageBackend;
import org.modyn.selector.TemporaryDirectory;
import org.modyn.selector.partition.Partition;
import org.modyn.selector.partition.ShuffledPartitions;
import org.modyn.selector.position.StrategyState;
import org.modyn.selector.seen.LocalStorageBackend;
import org.modyn.selector.seen.SeenSamples;

class NewDataStrategyTest {
  @TempDir private Path directory;

  private static NewDataStrategy strategy(
      int maximumKeys, long limit, LimitReset limitReset, Integer tailTriggers) {
    return new NewDataStrategy(
        new NewDataStrategyConfig(
            new SelectionSettings(
                maximumKeys,
                Optional.empty(),
                limit,
                StorageBackend.LOCAL,
                false,
                Optional.ofNullable(tailTriggers),
                Optional.empty()),
            limitReset));
  }

  /** Triggers 0 to {@code triggers - 1} of ten samples each: keys 0 to 9, 10 to 19 and so on. */
  private static LocalStorageBackend seen(Path directory, int triggers) {
    LocalStorageBackend seen = LocalStorageBackend.open(directory, 0, 25, 0);
    for (int trigger = 0; trigger < triggers; trigger++) {
      long first = 10L * trigger;
      seen.append(
          trigger,
          new SeenSamples(
              LongStream.range(first, first + 10).toArray(),
              new long[10],
              LongStream.range(0, 10).map(index -> 100L * first + index % 2).toArray(),
              10));
    }
    return seen;
  }

  private static List<long[]> select(
      NewDataStrategy strategy, LocalStorageBackend seen, int triggerId, long seed) {
    List<long[]> partitions = new ArrayList<>();
    try (StrategyState state =
            new StrategyState(0, triggerId, triggerId - 1, NewDataStrategyTest::noPath);
        ShuffledPartitions source =
            strategy.select(seen, triggerId, new SplittableRandom(seed), state)) {
      for (Partition partition = source.next(); partition != null; partition = source.next()) {
        partitions.add(Arrays.copyOf(partition.keys(), partition.size()));
        for (int index = 0; index < partition.size(); index++) {
          assertThat(partition.weights()[index]).isEqualTo(1.0f);
        }
      }
    }
    return partitions;
  }

  private static Path noPath(int triggerId) {
    throw new AssertionError("the strategy remembers something of trigger " + triggerId);
  }

  private static long[] sorted(long[] keys) {
    return Arrays.stream(keys).sorted().toArray();
  }

  private static long[] range(long from, long to) {
    return LongStream.range(from, to).toArray();
  }

  @Test
  void withoutTailAllDataIsUsed() {
    NewDataStrategy strategy = strategy(1000, -1, LimitReset.LAST_X, null);
    List<long[]> partitions = select(strategy, seen(directory, 2), 1, 1);
    assertThat(partitions).hasSize(1);
    assertThat(sorted(partitions.getFirst())).isEqualTo(range(0, 20));
    assertThat(strategy.resetsAfterTrigger()).isFalse();
  }

  @Test
  void tailOfZeroUsesThisTrigger() {
    NewDataStrategy strategy = strategy(1000, -1, LimitReset.LAST_X, 0);
    List<long[]> partitions = select(strategy, seen(directory, 3), 2, 1);
    assertThat(sorted(partitions.getFirst())).isEqualTo(range(20, 30));
    assertThat(strategy.resetsAfterTrigger()).isTrue();
  }

  @Test
  void tailUsesThisTriggerAndThoseBefore() {
    NewDataStrategy strategy = strategy(1000, -1, LimitReset.LAST_X, 2);
    LocalStorageBackend seen = seen(directory, 4);
    assertThat(sorted(select(strategy, seen, 3, 1).getFirst())).isEqualTo(range(10, 40));
    NewDataStrategy longer = strategy(1000, -1, LimitReset.LAST_X, 7);
    assertThat(sorted(select(longer, seen, 3, 1).getFirst())).isEqualTo(range(0, 40));
  }

  @Test
  void partitionsFollowTheOrderOfArrivalAndAreShuffledInside() {
    List<long[]> partitions =
        select(strategy(15, -1, LimitReset.LAST_X, null), seen(directory, 4), 3, 1);
    assertThat(partitions).hasSize(3);
    assertThat(sorted(partitions.get(0))).isEqualTo(range(0, 15));
    assertThat(sorted(partitions.get(1))).isEqualTo(range(15, 30));
    assertThat(sorted(partitions.get(2))).isEqualTo(range(30, 40));
    assertThat(partitions.get(0)).isNotEqualTo(range(0, 15));
  }

  @Test
  void emptyTriggerHasNoPartitions() {
    LocalStorageBackend seen = LocalStorageBackend.open(directory, 0, 25, 0);
    assertThat(select(strategy(15, -1, LimitReset.LAST_X, null), seen, 0, 1)).isEmpty();
    assertThat(select(strategy(15, 5, LimitReset.SAMPLE_UNIFORMLY, 0), seen, 0, 1)).isEmpty();
  }

  @Test
  void lastXKeepsTheNewestOverAllPartitions() {
    List<long[]> partitions =
        select(strategy(10, 25, LimitReset.LAST_X, null), seen(directory, 4), 3, 1);
    assertThat(partitions.stream().map(keys -> keys.length)).containsExactly(10, 10, 5);
    assertThat(sorted(partitions.stream().flatMapToLong(Arrays::stream).toArray()))
        .isEqualTo(range(15, 40));
  }

  @Test
  void limitWithTailSamplesUniformlyWhateverLimitReset() {
    List<long[]> partitions =
        select(strategy(1000, 5, LimitReset.LAST_X, 0), seen(directory, 4), 3, 3);
    assertThat(partitions.getFirst()).hasSize(5);
    assertThat(Arrays.stream(partitions.getFirst()).min().orElseThrow()).isBetween(30L, 35L);
    assertThat(sorted(partitions.getFirst())).isNotEqualTo(range(35, 40));
  }

  @Property(tries = 100)
  void limitIsMetExactlyWithoutRepetition(
      @ForAll @IntRange(min = 1, max = 60) int limit,
      @ForAll @IntRange(min = 1, max = 50) int maximumKeys,
      @ForAll LimitReset limitReset,
      @ForAll long seed) {
    try (TemporaryDirectory temporary = TemporaryDirectory.create()) {
      List<long[]> partitions =
          select(
              strategy(maximumKeys, limit, limitReset, null), seen(temporary.path(), 4), 3, seed);
      int expected = Math.min(limit, 40);
      assertThat(partitions).hasSize(Math.ceilDiv(expected, maximumKeys));
      assertThat(partitions).allSatisfy(keys -> assertThat(keys).hasSizeBetween(1, maximumKeys));
      assertThat(partitions.stream().flatMapToLong(Arrays::stream).distinct().count())
          .isEqualTo(expected);
    }
  }

  /**
   * Chi-squared over which keys are chosen: 39 degrees of freedom, above 80 with probability below
   * 0.0002 if uniform. The seed is fixed, so the outcome is too.
   */
  @Test
  void uniformSampleChoosesEachKeyEquallyOften() {
    LocalStorageBackend seen = seen(directory, 4);
    NewDataStrategy strategy = strategy(3, 10, LimitReset.SAMPLE_UNIFORMLY, null);
    int rounds = 4000;
    long[] chosen = new long[40];
    for (int round = 0; round < rounds; round++) {
      for (long[] partition : select(strategy, seen, 3, 1000 + round)) {
        for (long key : partition) {
          chosen[(int) key]++;
        }
      }
    }
    double expected = rounds * 10.0 / 40;
    double statistic =
        Arrays.stream(chosen).mapToDouble(n -> (n - expected) * (n - expected) / expected).sum();
    // draws without replacement vary less than independent ones, by the share that is not drawn
    assertThat(statistic / (1 - 10.0 / 40)).isBetween(12.0, 80.0);
  }

  /** As above, over where in its partition the first key ends up: 9 degrees of freedom. */
  @Test
  void shufflePutsAKeyInEachPlaceEquallyOften() {
    LocalStorageBackend seen = seen(directory, 1);
    NewDataStrategy strategy = strategy(10, -1, LimitReset.LAST_X, 0);
    int rounds = 5000;
    long[] places = new long[10];
    for (int round = 0; round < rounds; round++) {
      long[] keys = select(strategy, seen, 0, 5000 + round).getFirst();
      for (int place = 0; place < keys.length; place++) {
        if (keys[place] == 0) {
          places[place]++;
        }
      }
    }
    double expected = rounds / 10.0;
    assertThat(
            Arrays.stream(places)
                .mapToDouble(n -> (n - expected) * (n - expected) / expected)
                .sum())
        .isLessThan(33.7);
  }

  @Test
  void sameSeedChoosesTheSame() {
    LocalStorageBackend seen = seen(directory, 4);
    NewDataStrategy strategy = strategy(1000, 20, LimitReset.SAMPLE_UNIFORMLY, null);
    assertThat(select(strategy, seen, 3, 1))
        .containsExactlyElementsOf(select(strategy, seen, 3, 1));
    assertThat(select(strategy, seen, 3, 1).getFirst())
        .isNotEqualTo(select(strategy, seen, 3, 2).getFirst());
  }

  @Test
  void availableLabelsAreThoseOfTheLastTrainingSet() {
    LocalStorageBackend seen = seen(directory, 3);
    NewDataStrategy all = strategy(1000, -1, LimitReset.LAST_X, null);
    NewDataStrategy tail = strategy(1000, -1, LimitReset.LAST_X, 1);
    NewDataStrategy reset = strategy(1000, -1, LimitReset.LAST_X, 0);
    assertThat(all.availableLabels(seen, 0)).isEmpty();
    assertThat(all.availableLabels(seen, 2)).containsExactly(0, 1, 1000, 1001);
    assertThat(all.availableLabels(seen, 3)).containsExactly(0, 1, 1000, 1001, 2000, 2001);
    assertThat(tail.availableLabels(seen, 3)).containsExactly(1000, 1001, 2000, 2001);
    assertThat(reset.availableLabels(seen, 3)).containsExactly(2000, 2001);
  }
}
