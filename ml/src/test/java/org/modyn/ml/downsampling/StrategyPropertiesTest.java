package org.modyn.ml.downsampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.selection.downsampling.DownsamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.SamplingRatio;
import org.modyn.common.config.pipeline.selection.downsampling.SingleDownsamplingConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/** What holds for the selections of all strategies. */
final class StrategyPropertiesTest {
  private static final String[] CONFIGS = {
    "{strategy: 'No'}",
    "{strategy: Loss, ratio: 1}",
    "{strategy: GradNorm, ratio: 1}",
    "{strategy: RS2, ratio: 1, with_replacement: true}",
    "{strategy: RS2, ratio: 1, with_replacement: false}",
    "{strategy: Uncertainty, ratio: 1, score_metric: Entropy}",
    "{strategy: Uncertainty, ratio: 1, score_metric: Margin, sample_then_batch: true,"
        + " balance: true}",
    "{strategy: KcenterGreedy, ratio: 1}",
    "{strategy: KcenterGreedy, ratio: 1, sample_then_batch: true, balance: true}",
    "{strategy: GradMatch, ratio: 1}",
    "{strategy: GradMatch, ratio: 1, sample_then_batch: true, balance: true}",
    "{strategy: Craig, ratio: 1}",
    "{strategy: Craig, ratio: 1, greedy: StochasticGreedy}",
    "{strategy: Craig, ratio: 1, sample_then_batch: true, balance: true}",
    "{strategy: Submodular, ratio: 1, submodular_function: FacilityLocation,"
        + " submodular_optimizer: StochasticGreedy}",
    "{strategy: Submodular, ratio: 1, submodular_function: GraphCut,"
        + " submodular_optimizer: ApproximateLazyGreedy}",
    "{strategy: Submodular, ratio: 1, submodular_function: LogDeterminant,"
        + " submodular_optimizer: LazyGreedy, sample_then_batch: true, balance: true}",
  };

  @Provide
  Arbitrary<SingleDownsamplingConfig> configs() {
    return Arbitraries.of(CONFIGS).map(StrategyPropertiesTest::config);
  }

  private static SingleDownsamplingConfig config(String text) {
    return (SingleDownsamplingConfig) ConfigLoader.parse("test", text, DownsamplingConfig.class);
  }

  @Property(tries = 500)
  void aSelectionHasDifferentRowsAndFiniteWeights(
      @ForAll("configs") SingleDownsamplingConfig config,
      @ForAll @IntRange(min = 1, max = 80) int size,
      @ForAll @IntRange(min = 0, max = 100) int percent,
      @ForAll long seed) {
    DownsamplingStrategy strategy = DownsamplingStrategies.create(config);
    Candidates candidates = candidates(strategy, size, seed);
    SamplingRatio ratio = new SamplingRatio(percent, 100);
    SelectionRound round = new SelectionRound(seed, 3);
    Selection selection = strategy.select(candidates, ratio, round);

    assertThat(selection.rows()).doesNotHaveDuplicates().isNotEmpty();
    assertThat(Arrays.stream(selection.rows())).allMatch(row -> row >= 0 && row < size);
    for (float weight : selection.weights()) {
      assertThat(weight).isFinite().isPositive();
    }
    int target = target(config, candidates, ratio);
    if (config.toString().startsWith("GradMatch")) {
      assertThat(selection.size()).isLessThanOrEqualTo(target);
    } else {
      assertThat(selection.size()).isEqualTo(target);
    }
    Selection again = strategy.select(candidates, ratio, round);
    assertThat(again.rows()).isEqualTo(selection.rows());
    assertThat(again.weights()).isEqualTo(selection.weights());
  }

  private static int target(
      SingleDownsamplingConfig config, Candidates candidates, SamplingRatio ratio) {
    if (config.toString().startsWith("No")) {
      return candidates.size();
    }
    if (!config.toString().contains("balance=true")) {
      return ratio.selectedOf(candidates.size());
    }
    return LongStream.range(0, 3)
        .map(
            label ->
                LongStream.range(0, candidates.size())
                    .filter(row -> candidates.label((int) row) == label)
                    .count())
        .filter(count -> count > 0)
        .mapToInt(count -> ratio.selectedOf((int) count))
        .sum();
  }

  /** Three labels; scores that are at least 0; some rows are zero or duplicates. */
  private static Candidates candidates(DownsamplingStrategy strategy, int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int width =
        switch (strategy.feature()) {
          case NONE -> 0;
          case LOGIT_GRADIENT, LAST_LAYER_GRADIENT, EMBEDDING -> 5;
          default -> 1;
        };
    long[] labels = LongStream.generate(() -> random.nextInt(3)).limit(size).toArray();
    float[][] features = new float[size][width];
    for (int row = 0; row < size; row++) {
      int kind = random.nextInt(6);
      for (int column = 0; column < width && kind > 0; column++) {
        features[row][column] =
            kind == 1
                ? features[row / 2][column]
                : (float) (width == 1 ? random.nextExponential() : random.nextGaussian());
      }
    }
    return TestCandidates.ofFeatures(labels, features);
  }

  @Example
  void refusesFeaturesThatAreNotFinite() {
    for (String text : CONFIGS) {
      DownsamplingStrategy strategy = DownsamplingStrategies.create(config(text));
      if (strategy.feature() == SampleFeature.NONE) {
        continue;
      }
      float[][] features = new float[5][strategy.feature() == SampleFeature.LOSS ? 1 : 3];
      features[3][features[3].length - 1] = Float.NaN;
      Candidates candidates = TestCandidates.ofFeatures(new long[5], features);
      assertThatThrownBy(
              () ->
                  strategy.select(candidates, new SamplingRatio(40, 100), new SelectionRound(1, 0)))
          .as(text)
          .isInstanceOfSatisfying(
              ModynException.class,
              e -> assertThat(e.category()).isEqualTo(ErrorCategory.FAILED_PRECONDITION))
          .hasMessage(
              "cannot select from 5 samples: the %s of sample 1003 is NaN: lower the learning rate"
                  + " or check the sample",
              strategy.feature().description());
    }
  }

  @Example
  void searchesEndWhenTheirThreadIsInterrupted() {
    for (String text : CONFIGS) {
      DownsamplingStrategy strategy = DownsamplingStrategies.create(config(text));
      if (strategy.feature() != SampleFeature.LOGIT_GRADIENT
          && strategy.feature() != SampleFeature.EMBEDDING) {
        continue;
      }
      Candidates candidates = candidates(strategy, 40, 1);
      Thread.currentThread().interrupt();
      try {
        assertThatThrownBy(
                () ->
                    strategy.select(
                        candidates, new SamplingRatio(40, 100), new SelectionRound(1, 0)))
            .as(text)
            .isInstanceOfSatisfying(
                ModynException.class,
                e -> assertThat(e.category()).isEqualTo(ErrorCategory.CANCELLED))
            .hasMessage("interrupted while selecting samples");
      } finally {
        assertThat(Thread.interrupted()).isTrue();
      }
    }
  }

  @Example
  void gradMatchSelectsWithEqualWeightsWhenTheMeanGradientIsZero() {
    Candidates candidates =
        TestCandidates.ofFeatures(new long[4], new float[][] {{1, 0}, {-1, 0}, {0, 2}, {0, -2}});
    Selection selection =
        new GradMatchStrategy(SampleFeature.LOGIT_GRADIENT)
            .select(candidates, new SamplingRatio(50, 100), new SelectionRound(1, 0));
    assertThat(selection.rows()).containsExactlyInAnyOrder(0, 1);
    assertThat(selection.weights()).containsExactly(1, 1);
  }

  @Example
  void kcenterGreedyStartsWithARandomSample() {
    Candidates candidates =
        TestCandidates.ofFeatures(
            new long[8], new float[][] {{0}, {1}, {2}, {3}, {4}, {5}, {6}, {7}});
    int[] counts = new int[8];
    for (int round = 0; round < 8000; round++) {
      int[] rows =
          new KcenterGreedyStrategy()
              .select(candidates, new SamplingRatio(1, 8), new SelectionRound(6, round))
              .rows();
      counts[rows[0]]++;
    }
    double chiSquared =
        Arrays.stream(counts).mapToDouble(c -> Math.pow(c - 1000.0, 2) / 1000).sum();
    // The 99.99 % quantile with 7 degrees of freedom.
    assertThat(chiSquared).isLessThan(29.9);
  }
}
