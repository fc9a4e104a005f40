package org.modyn.ml.downsampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.modyn.common.config.pipeline.selection.downsampling.SamplingRatio;
import org.modyn.common.config.pipeline.selection.downsampling.UncertaintyDownsamplingConfig.ScoreMetric;
import org.modyn.common.error.ModynException;

/** Strategies that select the first samples in the order of a score. */
final class ScoreStrategiesTest {
  private static final SelectionRound ROUND = new SelectionRound(4, 0);

  @Test
  void rhoLossSelectsTheLargestInTheOrderOfTheCandidates() {
    Selection selection =
        new ReducibleLossStrategy()
            .select(
                TestCandidates.ofScores(-1, 3, 0.5f, 7, 3, 3), new SamplingRatio(50, 100), ROUND);
    assertThat(selection.rows()).containsExactly(1, 3, 4);
    assertThat(selection.weights()).containsExactly(1, 1, 1);
  }

  @ParameterizedTest
  @EnumSource(ScoreMetric.class)
  void uncertaintySelectsTheSmallestInRandomOrder(ScoreMetric metric) {
    float[] scores = new float[60];
    for (int row = 0; row < 60; row++) {
      scores[row] = row % 20;
    }
    // Rows 0 to 3, 20 to 23 and 40 to 43, and the first two of three with the score 4.
    int[] expected =
        IntStream.concat(IntStream.range(0, 60).filter(row -> row % 20 < 4), IntStream.of(4, 24))
            .sorted()
            .toArray();
    UncertaintyStrategy strategy = new UncertaintyStrategy(metric);
    Selection selection =
        strategy.select(TestCandidates.ofScores(scores), new SamplingRatio(14, 60), ROUND);
    assertThat(Arrays.stream(selection.rows()).sorted().toArray()).isEqualTo(expected);
    assertThat(selection.rows()).isNotEqualTo(expected);
    assertThat(selection.weights()).containsOnly(1);
    assertThat(strategy.feature().name()).isEqualTo(metric.name());
  }

  @Test
  void aRatioOfZeroSelectsOneSample() {
    assertThat(
            new ReducibleLossStrategy()
                .select(TestCandidates.ofScores(1, 2, 3), new SamplingRatio(0, 100), ROUND)
                .rows())
        .containsExactly(2);
  }

  @Test
  void refusesScoresThatAreNotFinite() {
    Candidates candidates = TestCandidates.ofScores(1, 2, Float.NaN);
    assertThatThrownBy(
            () -> new ReducibleLossStrategy().select(candidates, new SamplingRatio(50, 100), ROUND))
        .isInstanceOf(ModynException.class)
        .hasMessageContaining("the reducible loss of sample 1002 is NaN");
    assertThatThrownBy(
            () ->
                new UncertaintyStrategy(ScoreMetric.MARGIN)
                    .select(candidates, new SamplingRatio(50, 100), ROUND))
        .isInstanceOf(ModynException.class)
        .hasMessageContaining("the margin of sample 1002 is NaN");
  }

  @Test
  void balancedSelectsAPartOfEachLabel() {
    long[] labels = {7, -2, 7, 7, -2, 7, 100, 7, 7, 7};
    float[] scores = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    Selection selection =
        new LabelBalancedStrategy(new UncertaintyStrategy(ScoreMetric.ENTROPY))
            .select(TestCandidates.ofScores(labels, scores), new SamplingRatio(30, 100), ROUND);
    // Of label -2 and of 100, one sample each; of label 7, two of seven.
    assertThat(selection.rows()).containsExactlyInAnyOrder(1, 0, 2, 6);
    assertThat(selection.weights()).containsOnly(1);
  }

  @Test
  void aBalancedSelectionHasLabelsInRandomOrder() {
    long[] labels = new long[100];
    float[] scores = new float[100];
    for (int row = 0; row < 100; row++) {
      labels[row] = row / 50;
      scores[row] = row;
    }
    DownsamplingStrategy strategy =
        new LabelBalancedStrategy(new UncertaintyStrategy(ScoreMetric.ENTROPY));
    Candidates candidates = TestCandidates.ofScores(labels, scores);
    int[] rows = strategy.select(candidates, new SamplingRatio(40, 100), ROUND).rows();
    assertThat(Arrays.stream(rows).limit(20).mapToLong(candidates::label).toArray()).contains(0, 1);
    assertThat(Arrays.stream(rows).filter(row -> row < 20 || (row >= 50 && row < 70)).count())
        .isEqualTo(40);
    assertThat(strategy.select(candidates, new SamplingRatio(40, 100), ROUND).rows())
        .isEqualTo(rows);
  }

  @Test
  void noStrategySelectsAllInTheirOrder() {
    Selection selection =
        new AllSamplesStrategy().select(TestCandidates.ofSize(3), new SamplingRatio(1, 100), ROUND);
    assertThat(selection.rows()).containsExactly(0, 1, 2);
    assertThat(selection.weights()).containsExactly(1, 1, 1);
  }
}
