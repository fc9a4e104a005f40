package org.modyn.selector.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modyn.common.config.pipeline.selection.LossWeightedStrategyConfig;
import org.modyn.selector.TemporaryDirectory;
import org.modyn.selector.loss.RecordedLosses;

/** The key of a sample is its position. */
final class LossWeightedStrategyTest {
  @TempDir private Path directory;

  private static LossWeightedStrategy strategy(String fields, RecordedLosses losses) {
    return new LossWeightedStrategy(
        (LossWeightedStrategyConfig)
            StrategyRun.config(
                "name: LossWeightedStrategy, tail_triggers: null, maximum_keys_in_memory: 1000, "
                    + fields),
        losses);
  }

  /** One model, with the losses of the first keys; NaN for a sample that it was not trained on. */
  private static RecordedLosses losses(double... ofKeys) {
    return (pipelineId, losses) -> {
      if (losses.modelId() == 0) {
        for (int key = 0; key < ofKeys.length; key++) {
          if (!Double.isNaN(ofKeys[key])) {
            losses.put(key, (float) ofKeys[key]);
          }
        }
        losses.setModelId(1);
      }
    };
  }

  /** How often each sample is selected in as many training sets of different seeds. */
  private long[] draw(String fields, int rounds, RecordedLosses losses, int samples) {
    try (StrategyRun run = StrategyRun.start(strategy(fields, losses), directory, 29)) {
      run.informMany(samples);
      long[] drawn = new long[samples];
      for (int round = 0; round < rounds; round++) {
        for (long key : run.again().triggerSorted()) {
          drawn[(int) key]++;
        }
      }
      return drawn;
    }
  }

  /** Pearson's statistic for one draw a round; it has one degree of freedom less than samples. */
  private static double chiSquared(long[] drawn, double... weights) {
    double total = Arrays.stream(weights).sum();
    long rounds = Arrays.stream(drawn).sum();
    double statistic = 0;
    for (int sample = 0; sample < drawn.length; sample++) {
      double expected = rounds * weights[sample] / total;
      statistic += (drawn[sample] - expected) * (drawn[sample] - expected) / expected;
    }
    return statistic;
  }

  @Test
  void withoutLossesTheSampleIsUniform() {
    long[] drawn = draw("ratio: 50", 500, RecordedLosses.NONE, 20);
    assertThat(Arrays.stream(drawn).sum()).isEqualTo(500 * 10);
    // the 99.9 % quantile of 19 degrees of freedom
    assertThat(StrategyRun.chiSquared(drawn, 0.5)).isLessThan(43.8);
  }

  /** The 99.9 % quantile of 5 degrees of freedom is 20.5. */
  @Test
  void theProbabilityIsProportionalToTheLoss() {
    double[] losses = {0.5, 1, 2, 0.25, 4, 3};
    assertThat(chiSquared(draw("ratio: 100, limit: 1", 1_500, losses(losses), 6), losses))
        .isLessThan(20.5);
  }

  /** The mean of the known losses is 2, so the floor is 0.5; negative losses are below it. */
  @ParameterizedTest
  @CsvSource({"maximum, 6", "mean, 2"})
  void smallAndUnknownLossesHaveTheirWeights(String unknownLoss, double unknown) {
    long[] drawn =
        draw(
            "ratio: 100, limit: 1, loss_floor: 0.25, unknown_loss: " + unknownLoss,
            1_500,
            losses(0, 6, Double.NaN, -3, 3, 1),
            6);
    assertThat(chiSquared(drawn, 0.5, 6, unknown, 0.5, 3, 1)).isLessThan(20.5);
  }

  @Test
  void whenAllLossesAreZeroTheSampleIsUniform() {
    long[] drawn = draw("ratio: 100, limit: 1", 1_500, losses(0, 0, 0, 0, 0, Double.NaN), 6);
    assertThat(chiSquared(drawn, 1, 1, 1, 1, 1, 1)).isLessThan(20.5);
  }

  /** The second of two draws is proportional to the losses of what the first has left. */
  @Test
  void drawsAreWithoutReplacement() {
    int rounds = 1_500;
    double[] losses = {1, 2, 4, 8};
    long[] drawn = draw("ratio: 50, loss_floor: 0.01", rounds, losses(losses), 4);
    double total = 15;
    for (int sample = 0; sample < 4; sample++) {
      double probability = losses[sample] / total;
      for (int first = 0; first < 4; first++) {
        if (first != sample) {
          probability += losses[first] / total * losses[sample] / (total - losses[first]);
        }
      }
      double deviation = Math.sqrt(rounds * probability * (1 - probability));
      assertThat((double) drawn[sample]).isCloseTo(rounds * probability, within(4 * deviation));
    }
  }

  /**
   * The mean over the selected samples, with their weights, estimates the mean over all samples of
   * any number that they have. Four standard deviations.
   */
  @Test
  void weightsMakeTheMeanUnbiased() {
    double[] losses = new double[40];
    double[] numbers = new double[40];
    for (int key = 0; key < 40; key++) {
      losses[key] = Math.pow(1.15, key) / 10;
      numbers[key] = (key * 7) % 11;
    }
    String fields = "ratio: 25, uses_weights: true, loss_floor: 0.02";
    assertUnbiased(fields, losses(losses), losses);
    assertUnbiased(fields, losses(losses), numbers);
  }

  private void assertUnbiased(String fields, RecordedLosses losses, double[] numbers) {
    int rounds = 800;
    double[] estimates = new double[rounds];
    try (TemporaryDirectory temporary = TemporaryDirectory.create();
        StrategyRun run = StrategyRun.start(strategy(fields, losses), temporary.path(), 3)) {
      run.informMany(numbers.length);
      for (int round = 0; round < rounds; round++) {
        double[] sum = {0};
        int[] size = {0};
        run.again()
            .triggerWeighted(
                (key, weight) -> {
                  assertThat(weight).isPositive().isFinite();
                  sum[0] += weight * numbers[(int) key];
                  size[0]++;
                });
        estimates[round] = sum[0] / size[0];
      }
    }
    double mean = Arrays.stream(estimates).average().orElseThrow();
    double variance =
        Arrays.stream(estimates).map(x -> (x - mean) * (x - mean)).sum() / (rounds - 1);
    assertThat(mean)
        .isCloseTo(
            Arrays.stream(numbers).average().orElseThrow(),
            within(4 * Math.sqrt(variance / rounds)));
  }

  @Test
  void weightsAreOneWhenNothingIsPreferred() {
    try (StrategyRun run =
        StrategyRun.start(
            strategy("ratio: 50, uses_weights: true", RecordedLosses.NONE), directory, 3)) {
      run.informMany(10);
      run.triggerWeighted((key, weight) -> assertThat(weight).isEqualTo(1));
    }
    RecordedLosses known = losses(1, 2, 3);
    try (TemporaryDirectory temporary = TemporaryDirectory.create();
        StrategyRun run =
            StrategyRun.start(
                strategy("ratio: 100, limit: 3, uses_weights: true", known), temporary.path(), 3)) {
      run.informMany(3);
      run.triggerWeighted((key, weight) -> assertThat(weight).isEqualTo(1));
    }
  }

  /** The weighting of the pipeline file is a factor of the weights. */
  @Test
  void weightsAreMultiplied() {
    TreeMap<Long, Float> plain = weights("uses_weights: true");
    TreeMap<Long, Float> doubled =
        weights("uses_weights: true, weighting: {name: LabelWeights, weights: {0: 2}}");
    assertThat(plain).hasSize(3);
    plain.forEach((key, weight) -> assertThat(doubled.get(key)).isEqualTo(2 * weight));
  }

  private static TreeMap<Long, Float> weights(String fields) {
    TreeMap<Long, Float> weights = new TreeMap<>();
    try (TemporaryDirectory temporary = TemporaryDirectory.create();
        StrategyRun run =
            StrategyRun.start(
                strategy("ratio: 50, " + fields, losses(1, 2, 3, 4, 5, 6)), temporary.path(), 8)) {
      run.informMany(6);
      run.triggerWeighted(weights::put);
    }
    return weights;
  }

  /** Model 1 knows the keys 0 and 1, model 2 the keys 1 and 2; the newest loss of each counts. */
  @Test
  void lossesAreKeptAndReplacedBetweenTriggers() {
    List<double[]> models =
        List.of(new double[] {1000, 1000, Double.NaN}, new double[] {Double.NaN, 1e-3, 1000});
    int[] trained = {0};
    RecordedLosses recorded =
        (pipelineId, losses) -> {
          assertThat(losses.modelId()).isEqualTo(Math.max(trained[0] - 1, 0));
          if (trained[0] > 0) {
            double[] newest = models.get(trained[0] - 1);
            for (int key = 0; key < 3; key++) {
              if (!Double.isNaN(newest[key])) {
                losses.put(key, (float) newest[key]);
              }
            }
            losses.setModelId(trained[0]);
          }
        };
    try (StrategyRun run =
        StrategyRun.start(
            strategy("ratio: 100, limit: 2, loss_floor: 1e-9, unknown_loss: mean", recorded),
            directory,
            5)) {
      run.informMany(3);
      run.triggerSorted();
      trained[0] = 1;
      run.triggerSorted();
      trained[0] = 2;
      assertThat(run.triggerSorted()).containsExactly(0, 2);
    }
  }

  @Test
  void aSeedSelectsTheSameSamples() {
    double[] losses = new double[500];
    for (int key = 0; key < 500; key++) {
      losses[key] = 1 + key % 17;
    }
    long[] first = select(losses, 7);
    assertThat(first).hasSize(100).isEqualTo(select(losses, 7)).isNotEqualTo(select(losses, 8));
  }

  private static long[] select(double[] losses, long seed) {
    try (TemporaryDirectory temporary = TemporaryDirectory.create();
        StrategyRun run =
            StrategyRun.start(strategy("ratio: 20", losses(losses)), temporary.path(), seed)) {
      run.informMany(losses.length);
      return run.triggerSorted();
    }
  }

  @Property(tries = 60)
  void theSizeIsExact(
      @ForAll @IntRange(max = 60) int samples,
      @ForAll @IntRange(max = 100) int ratio,
      @ForAll @IntRange(min = 1, max = 60) int limit,
      @ForAll @IntRange(max = 60) int known,
      @ForAll long seed) {
    double[] losses = new double[known];
    for (int key = 0; key < known; key++) {
      losses[key] = key % 5;
    }
    try (TemporaryDirectory temporary = TemporaryDirectory.create();
        StrategyRun run =
            StrategyRun.start(
                strategy("ratio: " + ratio + ", limit: " + limit, losses(losses)),
                temporary.path(),
                seed)) {
      run.informMany(samples);
      assertThat(run.triggerSorted())
          .hasSize(Math.min(limit, samples * ratio / 100))
          .doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ratio: 100                 | ratio: must be less than ratio_max (100) when there is no limit
          ratio: 10, ratio_max: 10   | ratio: must be less than ratio_max (10) when there is no limit
          ratio: 50, loss_floor: 0   | loss_floor: must be greater than 0, but is 0.0
          ratio: 50, unknown_loss: x | unknown_loss
          """)
  void whatCannotBeMeantIsRefused(String fields, String message) {
    assertThatThrownBy(() -> strategy(fields, RecordedLosses.NONE)).hasMessageContaining(message);
  }
}
