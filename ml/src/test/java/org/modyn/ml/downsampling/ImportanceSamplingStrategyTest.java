package org.modyn.ml.downsampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.common.config.pipeline.selection.downsampling.SamplingRatio;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

final class ImportanceSamplingStrategyTest {
  private static final DownsamplingStrategy STRATEGY =
      new ImportanceSamplingStrategy(SampleFeature.LOSS);

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 25, 49, 50})
  void theWeightedMeanIsAnUnbiasedEstimate(int target) {
    int size = 50;
    SplittableRandom random = new SplittableRandom(7);
    float[] scores = new float[size];
    double[] quantity = new double[size];
    for (int row = 0; row < size; row++) {
      scores[row] = (float) Math.exp(2 * random.nextGaussian());
      quantity[row] = 1 + random.nextGaussian();
    }
    Candidates candidates = TestCandidates.ofScores(scores);
    int rounds = 40_000;
    double sum = 0;
    double sumOfSquares = 0;
    for (int round = 0; round < rounds; round++) {
      Selection selection =
          STRATEGY.select(
              candidates, new SamplingRatio(target, size), new SelectionRound(11, round));
      assertThat(selection.size()).isEqualTo(target);
      double estimate = 0;
      for (int index = 0; index < target; index++) {
        estimate += selection.weights()[index] * quantity[selection.rows()[index]] / target;
      }
      sum += estimate;
      sumOfSquares += estimate * estimate;
    }
    double mean = sum / rounds;
    double standardError = Math.sqrt((sumOfSquares / rounds - mean * mean) / rounds);
    assertThat(mean)
        .isCloseTo(
            Arrays.stream(quantity).average().orElseThrow(), within(4 * standardError + 1e-6));
  }

  /** The probability of an ordered pair is p(i) p(j) / (1 - p(i)). */
  @Test
  void drawsWithoutReplacementInProportionToTheScores() {
    float[] scores = {1, 2, 3, 6};
    Candidates candidates = TestCandidates.ofScores(scores);
    int rounds = 50_000;
    int[][] counts = new int[4][4];
    for (int round = 0; round < rounds; round++) {
      int[] rows =
          STRATEGY
              .select(candidates, new SamplingRatio(50, 100), new SelectionRound(3, round))
              .rows();
      counts[rows[0]][rows[1]]++;
    }
    double chiSquared = 0;
    for (int first = 0; first < 4; first++) {
      for (int second = 0; second < 4; second++) {
        double expected = rounds * scores[first] / 12.0 * scores[second] / (12.0 - scores[first]);
        if (first == second) {
          assertThat(counts[first][second]).isZero();
        } else {
          chiSquared += Math.pow(counts[first][second] - expected, 2) / expected;
        }
      }
    }
    // The 99.99 % quantile with 11 degrees of freedom.
    assertThat(chiSquared).isLessThan(37.4);
  }

  @Test
  void weightsAreInverselyProportionalToTheScoresWhenFewAreSelected() {
    int size = 20_000;
    float[] scores = new float[size];
    for (int row = 0; row < size; row++) {
      scores[row] = 1 + row % 4;
    }
    Selection selection =
        STRATEGY.select(
            TestCandidates.ofScores(scores), new SamplingRatio(1, 1000), new SelectionRound(1, 0));
    double[] products =
        IntStream.range(0, selection.size())
            .mapToDouble(index -> selection.weights()[index] * scores[selection.rows()[index]])
            .toArray();
    assertThat(products).hasSize(20);
    assertThat(Arrays.stream(products).max().orElseThrow())
        .isLessThan(1.01 * Arrays.stream(products).min().orElseThrow());
  }

  @Test
  void allSamplesHaveTheWeightOneWhenAllAreSelected() {
    Selection selection =
        STRATEGY.select(
            TestCandidates.ofScores(5, 0.1f, 3, 0),
            new SamplingRatio(100, 100),
            new SelectionRound(1, 0));
    assertThat(selection.rows()).containsExactlyInAnyOrder(0, 1, 2, 3);
    assertThat(selection.weights()).containsExactly(1, 1, 1, 1);
  }

  @Test
  void selectsZeroScoresOnlyWhenAllOthersAreSelected() {
    Candidates candidates = TestCandidates.ofScores(0, 2, 0, 1, 0, 0);
    int[] counts = new int[6];
    for (int round = 0; round < 8_000; round++) {
      Selection selection =
          STRATEGY.select(candidates, new SamplingRatio(50, 100), new SelectionRound(5, round));
      assertThat(selection.rows()).hasSize(3).contains(1, 3);
      assertThat(selection.rows()[2]).isNotIn(1, 3);
      // Certain samples: 3 / 6; one of four others: 3 / 6 * 4.
      assertThat(selection.weights()).containsExactly(0.5f, 0.5f, 2);
      counts[selection.rows()[2]]++;
    }
    double chiSquared =
        IntStream.of(0, 2, 4, 5).mapToDouble(row -> Math.pow(counts[row] - 2000, 2) / 2000).sum();
    // The 99.99 % quantile with 3 degrees of freedom.
    assertThat(chiSquared).isLessThan(21.1);
  }

  @Test
  void selectsUniformlyWithTheWeightOneWhenAllScoresAreZero() {
    Candidates candidates = TestCandidates.ofScores(0, 0, 0, 0);
    int[] counts = new int[4];
    for (int round = 0; round < 8_000; round++) {
      Selection selection =
          STRATEGY.select(candidates, new SamplingRatio(1, 4), new SelectionRound(5, round));
      assertThat(selection.weights()).containsExactly(1);
      counts[selection.rows()[0]]++;
    }
    double chiSquared =
        Arrays.stream(counts).mapToDouble(count -> Math.pow(count - 2000, 2) / 2000).sum();
    assertThat(chiSquared).isLessThan(21.1);
  }

  @Test
  void selectsTheOnlySampleWithTheWeightOne() {
    Selection selection =
        STRATEGY.select(
            TestCandidates.ofScores(0.3f), new SamplingRatio(10, 100), new SelectionRound(1, 0));
    assertThat(selection.rows()).containsExactly(0);
    assertThat(selection.weights()).containsExactly(1);
  }

  @Test
  void weightsAreFiniteForScoresOfAnySize() {
    Selection selection =
        STRATEGY.select(
            TestCandidates.ofScores(Float.MIN_VALUE, Float.MAX_VALUE, 1, Float.MIN_VALUE),
            new SamplingRatio(75, 100),
            new SelectionRound(1, 0));
    assertThat(selection.rows()).hasSize(3).startsWith(1, 2);
    for (float weight : selection.weights()) {
      assertThat(weight).isPositive().isFinite();
    }
  }

  @Test
  void aSelectionDependsOnTheRoundOnly() {
    float[] scores = new float[500];
    for (int row = 0; row < scores.length; row++) {
      scores[row] = 1 + row % 7;
    }
    Candidates candidates = TestCandidates.ofScores(scores);
    SamplingRatio ratio = new SamplingRatio(20, 100);
    Selection selection = STRATEGY.select(candidates, ratio, new SelectionRound(42, 3));
    Selection again = STRATEGY.select(candidates, ratio, new SelectionRound(42, 3));
    assertThat(again.rows()).isEqualTo(selection.rows());
    assertThat(again.weights()).isEqualTo(selection.weights());
    assertThat(STRATEGY.select(candidates, ratio, new SelectionRound(42, 4)).rows())
        .isNotEqualTo(selection.rows());
    assertThat(STRATEGY.select(candidates, ratio, new SelectionRound(43, 3)).rows())
        .isNotEqualTo(selection.rows());
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void refusesScoresThatAreNotFinite(float score) {
    assertThatThrownBy(
            () ->
                STRATEGY.select(
                    TestCandidates.ofScores(1, score, 2),
                    new SamplingRatio(50, 100),
                    new SelectionRound(1, 0)))
        .isInstanceOfSatisfying(
            ModynException.class,
            e -> assertThat(e.category()).isEqualTo(ErrorCategory.FAILED_PRECONDITION))
        .hasMessage(
            "cannot select from 3 samples: the loss of sample 1001 is %s: lower the learning rate"
                + " or check the sample",
            score);
  }

  @Test
  void refusesNegativeScores() {
    assertThatThrownBy(
            () ->
                STRATEGY.select(
                    TestCandidates.ofScores(1, 2, -0.5f),
                    new SamplingRatio(50, 100),
                    new SelectionRound(1, 0)))
        .isInstanceOfSatisfying(
            ModynException.class,
            e -> assertThat(e.category()).isEqualTo(ErrorCategory.FAILED_PRECONDITION))
        .hasMessage(
            "cannot select samples with probabilities proportional to the loss: that of sample 1002"
                + " is -0.5: use a criterion that is never negative, or another downsampling"
                + " strategy");
  }
}
