package org.modyn.selector.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modyn.common.config.pipeline.selection.FreshnessSamplingStrategyConfig;
import org.modyn.selector.TemporaryDirectory;

class FreshnessSamplingStrategyTest {
  @TempDir private Path directory;

  private static FreshnessSamplingStrategy strategy(int ratio, long limit, int maximumKeys) {
    return new FreshnessSamplingStrategy(
        (FreshnessSamplingStrategyConfig)
            StrategyRun.config(
                String.format(
                    Locale.ROOT,
                    """
                    name: FreshnessSamplingStrategy, tail_triggers: null, unused_data_ratio: %d,
                    limit: %d, maximum_keys_in_memory: %d
                    """,
                    ratio,
                    limit,
                    maximumKeys)));
  }

  @Test
  void firstTrainingSetIsAllFresh() {
    StrategyRun run = StrategyRun.start(strategy(50, -1, 1000), directory, 1);
    run.informMany(30);
    assertThat(run.triggerSorted()).isEqualTo(LongStream.range(0, 30).toArray());
    assertThat(run.remembered()).hasSize(30);
  }

  @Test
  void firstTrainingSetMeetsTheLimit() {
    StrategyRun run = StrategyRun.start(strategy(50, 12, 5), directory, 1);
    run.informMany(30);
    List<long[]> partitions = run.trigger();
    assertThat(partitions.stream().map(keys -> keys.length)).containsExactly(5, 5, 2);
    assertThat(run.remembered()).hasSize(12);
  }

  /**
   * Sizes as the original's test_freshness_sampling_strategy.py has them, for samples unused and
   * used before.
   */
  @ParameterizedTest
  @CsvSource({
    "50, -1, 100, 100, 100, 100",
    "50, -1, 100, 200, 100, 100",
    "50, -1, 10, 200, 10, 10",
    "50, -1, 200, 100, 100, 100",
    "50, -1, 200, 10, 10, 10",
    "90, -1, 100, 100, 100, 11",
    "10, -1, 100, 100, 11, 100",
    "50, 100, 100, 100, 50, 50",
    "50, 50, 100, 100, 25, 25",
  })
  void laterTrainingSetsKeepTheRatio(
      int ratio, long limit, int unused, int used, int expectedUnused, int expectedUsed) {
    FreshnessSamplingStrategy unlimited = strategy(ratio, -1, 1000);
    StrategyRun first = StrategyRun.start(unlimited, directory, 7);
    first.informMany(used);
    first.trigger();
    StrategyRun run = first.with(strategy(ratio, limit, 1000));
    run.informMany(unused);
    long[] keys = run.triggerSorted();
    assertThat(StrategyRun.countBetween(keys, 0, used)).isEqualTo(expectedUsed);
    assertThat(StrategyRun.countBetween(keys, used, used + unused)).isEqualTo(expectedUnused);
  }

  @Test
  void partitionsMixBothKindsHalfAndHalf() {
    StrategyRun run = StrategyRun.start(strategy(50, -1, 10), directory, 3);
    run.informMany(12);
    run.trigger();
    run.informMany(12);
    List<long[]> partitions = run.trigger();
    assertThat(partitions).hasSize(3);
    for (long[] keys : partitions.subList(0, 2)) {
      assertThat(StrategyRun.countBetween(keys, 0, 12)).isEqualTo(5);
      assertThat(StrategyRun.countBetween(keys, 12, 24)).isEqualTo(5);
    }
    assertThat(partitions.get(2)).hasSize(4);
  }

  @Test
  void withoutFreshSamplesNothingIsTrainedOn() {
    StrategyRun run = StrategyRun.start(strategy(50, -1, 10), directory, 3);
    assertThat(run.trigger()).isEmpty();
    run.informMany(12);
    assertThat(run.triggerSorted()).hasSize(12);
    assertThat(run.trigger()).isEmpty();
  }

  @Test
  void partitionsTakeTheMemoryOfTheSamplesThatThereAre() {
    StrategyRun run = StrategyRun.start(strategy(50, -1, Integer.MAX_VALUE), directory, 3);
    run.informMany(12);
    assertThat(run.trigger()).hasSize(1);
    run.informMany(12);
    assertThat(run.trigger()).hasSize(1);
  }

  /** Whatever arrives: no sample twice in a training set, and each is fresh once. */
  @Property(tries = 100)
  void aSampleIsFreshOnce(
      @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 0, max = 40) Integer> arrivals,
      @ForAll @IntRange(min = 1, max = 99) int ratio,
      @ForAll @IntRange(min = 1, max = 60) int limit,
      @ForAll @IntRange(min = 1, max = 20) int maximumKeys,
      @ForAll long seed) {
    try (TemporaryDirectory temporary = TemporaryDirectory.create();
        StrategyRun run =
            StrategyRun.start(strategy(ratio, limit, maximumKeys), temporary.path(), seed)) {
      Set<Long> used = new HashSet<>();
      for (int count : arrivals) {
        if (count > 0) {
          run.informMany(count);
        }
        long[] keys = run.triggerSorted();
        assertThat(keys).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(limit);
        used.addAll(Arrays.stream(keys).boxed().collect(Collectors.toSet()));
        assertThat(run.remembered()).containsExactlyInAnyOrder(used.toArray(Long[]::new));
      }
    }
  }

  /** 39 degrees of freedom: above 80 with probability 0.0002 if uniform; the seeds are fixed. */
  @Test
  void usedSamplesAreDrawnUniformly() {
    StrategyRun first = StrategyRun.start(strategy(50, -1, 1000), directory, 5);
    first.informMany(40);
    first.trigger();
    first.informMany(10);
    long[] drawn = new long[40];
    for (int round = 0; round < 2000; round++) {
      for (long key : first.again().triggerSorted()) {
        if (key < 40) {
          drawn[(int) key]++;
        }
      }
    }
    assertThat(Arrays.stream(drawn).sum()).isEqualTo(20_000);
    assertThat(StrategyRun.chiSquared(drawn, 0.25)).isBetween(12.0, 80.0);
  }
}
