package org.modyn.ml.downsampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.modyn.common.config.pipeline.selection.downsampling.SamplingRatio;

final class RandomSubsetStrategyTest {
  private static final SamplingRatio THIRTY_PERCENT = new SamplingRatio(30, 100);

  @Test
  void withoutReplacementEachCycleIsOnePermutation() {
    Candidates candidates = TestCandidates.ofSize(35);
    RandomSubsetStrategy strategy = new RandomSubsetStrategy(false);
    int[][] cycles = new int[2][];
    for (int cycle = 0; cycle < 2; cycle++) {
      int start = 3 * cycle;
      cycles[cycle] =
          IntStream.range(start, start + 3)
              .mapToObj(
                  number ->
                      strategy.select(candidates, THIRTY_PERCENT, new SelectionRound(9, number)))
              .peek(selection -> assertThat(selection.size()).isEqualTo(10))
              .flatMapToInt(selection -> Arrays.stream(selection.rows()))
              .toArray();
      assertThat(cycles[cycle]).hasSize(30).doesNotHaveDuplicates();
    }
    assertThat(cycles[1]).isNotEqualTo(cycles[0]);
  }

  @Test
  void withReplacementEachSubsetIsIndependent() {
    Candidates candidates = TestCandidates.ofSize(10);
    RandomSubsetStrategy strategy = new RandomSubsetStrategy(true);
    int rounds = 12_000;
    int[][] positions = new int[3][10];
    int[][] pairs = new int[10][10];
    int[] previous = {0};
    for (int round = 0; round < rounds; round++) {
      Selection selection =
          strategy.select(candidates, THIRTY_PERCENT, new SelectionRound(9, round));
      assertThat(selection.rows()).hasSize(3).doesNotHaveDuplicates();
      assertThat(selection.weights()).containsExactly(1, 1, 1);
      for (int position = 0; position < 3; position++) {
        positions[position][selection.rows()[position]]++;
      }
      pairs[previous[0]][selection.rows()[0]]++;
      previous = selection.rows();
    }
    // The 99.99 % quantiles with 9 and 99 degrees of freedom.
    for (int[] counts : positions) {
      assertThat(chiSquared(counts, rounds / 10.0)).isLessThan(33.8);
    }
    assertThat(Arrays.stream(pairs).mapToDouble(counts -> chiSquared(counts, rounds / 100.0)).sum())
        .isLessThan(159);
  }

  private static double chiSquared(int[] counts, double expected) {
    return Arrays.stream(counts).mapToDouble(c -> Math.pow(c - expected, 2) / expected).sum();
  }

  @Test
  void selectsTheOnlySample() {
    for (boolean withReplacement : new boolean[] {false, true}) {
      Selection selection =
          new RandomSubsetStrategy(withReplacement)
              .select(TestCandidates.ofSize(1), THIRTY_PERCENT, new SelectionRound(9, 4));
      assertThat(selection.rows()).containsExactly(0);
    }
  }

  @Test
  void selectsAllSamplesAtAHundredPercent() {
    for (boolean withReplacement : new boolean[] {false, true}) {
      Selection selection =
          new RandomSubsetStrategy(withReplacement)
              .select(
                  TestCandidates.ofSize(4),
                  new SamplingRatio(1000, 1000),
                  new SelectionRound(9, 4));
      assertThat(selection.rows()).containsExactlyInAnyOrder(0, 1, 2, 3);
    }
  }
}
