package org.modyn.selector.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.pipeline.selection.RecencyWeightedStrategyConfig;
import org.modyn.selector.TemporaryDirectory;

/** The key of a sample is its position, and so is its timestamp, in seconds. */
class RecencyWeightedStrategyTest {
  @TempDir private Path directory;

  private static RecencyWeightedStrategy strategy(String halfLife, long limit, int maximumKeys) {
    return new RecencyWeightedStrategy(
        (RecencyWeightedStrategyConfig)
            StrategyRun.config(
                String.format(
                    Locale.ROOT,
                    """
                    name: RecencyWeightedStrategy, tail_triggers: null, half_life: %s, limit: %d,
                    maximum_keys_in_memory: %d
                    """,
                    halfLife,
                    limit,
                    maximumKeys)));
  }

  private long[] draw(String halfLife, long limit, int samples, int rounds) {
    StrategyRun run = StrategyRun.start(strategy(halfLife, limit, 1000), directory, 23);
    run.informMany(samples);
    long[] drawn = new long[samples];
    for (int round = 0; round < rounds; round++) {
      for (long key : run.again().triggerSorted()) {
        drawn[(int) key]++;
      }
    }
    return drawn;
  }

  @Test
  void oddsHalveWithTheHalfLife() {
    int rounds = 20_000;
    long[] drawn = draw("1s", 1, 6, rounds);
    assertThat(Arrays.stream(drawn).sum()).isEqualTo(rounds);
    for (int age = 0; age < 6; age++) {
      double expected = rounds * Math.pow(0.5, age) / (2 - Math.pow(0.5, 5));
      // four standard deviations
      assertThat((double) drawn[5 - age]).isCloseTo(expected, within(4 * Math.sqrt(expected)));
    }
  }

  /** The second of two draws is proportional to the weights of what the first has left. */
  @Test
  void drawsAreWithoutReplacement() {
    int rounds = 20_000;
    long[] drawn = draw("1s", 2, 3, rounds);
    double[] weights = {0.25, 0.5, 1};
    double total = 1.75;
    for (int sample = 0; sample < 3; sample++) {
      double probability = weights[sample] / total;
      for (int first = 0; first < 3; first++) {
        if (first != sample) {
          probability += weights[first] / total * weights[sample] / (total - weights[first]);
        }
      }
      double expected = rounds * probability;
      double deviation = Math.sqrt(rounds * probability * (1 - probability));
      assertThat((double) drawn[sample]).isCloseTo(expected, within(4 * deviation));
    }
  }

  @Test
  void withoutALimitTheWeightIsTheProbability() {
    int rounds = 20_000;
    long[] drawn = draw("2s", -1, 5, rounds);
    for (int age = 0; age < 5; age++) {
      double probability = Math.pow(0.5, age / 2.0);
      double deviation = Math.sqrt(rounds * probability * (1 - probability));
      assertThat((double) drawn[4 - age])
          .isCloseTo(rounds * probability, within(4 * deviation + 1e-9));
    }
  }

  @Test
  void verySmallOddsAreStillOrdered() {
    StrategyRun run = StrategyRun.start(strategy("1s", 4990, 100), directory, 1);
    run.informMany(5000);
    long[] keys = run.triggerSorted();
    assertThat(keys).hasSize(4990);
    // ages of thousands of half-lives: what is left out is among the very oldest
    assertThat(StrategyRun.countBetween(keys, 40, 5000)).isEqualTo(4960);
  }

  @Property(tries = 60)
  void limitIsMetExactlyWithoutRepetition(
      @ForAll @IntRange(min = 0, max = 80) int samples,
      @ForAll @IntRange(min = 1, max = 60) int limit,
      @ForAll @IntRange(min = 1, max = 50) int maximumKeys,
      @ForAll long seed) {
    try (TemporaryDirectory temporary = TemporaryDirectory.create();
        StrategyRun run =
            StrategyRun.start(strategy("10s", limit, maximumKeys), temporary.path(), seed)) {
      run.informMany(samples);
      int expected = Math.min(limit, samples);
      List<long[]> partitions = run.trigger();
      assertThat(partitions).hasSize(Math.ceilDiv(expected, maximumKeys));
      assertThat(partitions.stream().flatMapToLong(Arrays::stream).distinct().count())
          .isEqualTo(expected);
    }
  }
}
