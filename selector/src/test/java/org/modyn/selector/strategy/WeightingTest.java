package org.modyn.selector.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.pipeline.selection.NewDataStrategyConfig;
import org.modyn.common.error.ModynException;

class WeightingTest {
  @TempDir private Path directory;

  /** Weights by key, of samples with the given labels and timestamps 0, 1, 2, ... */
  private Map<Long, Float> weights(String weighting, long... labels) {
    NewDataStrategy strategy =
        new NewDataStrategy(
            (NewDataStrategyConfig)
                StrategyRun.config(
                    """
                    name: NewDataStrategy, tail_triggers: null, maximum_keys_in_memory: 3,
                    uses_weights: true, weighting: {%s}
                    """
                        .formatted(weighting)));
    StrategyRun run = StrategyRun.start(strategy, directory, 1);
    run.inform(labels);
    Map<Long, Float> weights = new TreeMap<>();
    run.triggerWeighted(weights::put);
    return weights;
  }

  @Test
  void labelsCountTheSameAllTogether() {
    Map<Long, Float> weights = weights("name: InverseLabelFrequency", 5, 5, 5, 7);
    assertThat(weights.get(0L)).isEqualTo(2 / 3f);
    assertThat(weights.get(2L)).isEqualTo(2 / 3f);
    assertThat(weights.get(3L)).isEqualTo(2f);
  }

  @Test
  void labelsHaveTheWeightsOfTheFile() {
    assertThat(weights("name: LabelWeights, weights: {5: 0.5, -1: 4}", 5, -1, 7))
        .isEqualTo(Map.of(0L, 0.5f, 1L, 4f, 2L, 1f));
  }

  @Test
  void weightHalvesWithTheHalfLife() {
    Map<Long, Float> weights = weights("name: Recency, half_life: 2s", 0, 0, 0, 0, 0);
    assertThat(weights.get(4L)).isEqualTo(1f);
    assertThat(weights.get(2L)).isCloseTo(0.5f, within(1e-6f));
    assertThat(weights.get(0L)).isCloseTo(0.25f, within(1e-6f));
  }

  @Test
  void weightsThatAreNotUsedAreRefused() {
    assertThatThrownBy(
            () ->
                StrategyRun.config(
                    """
                    name: NewDataStrategy, tail_triggers: null, maximum_keys_in_memory: 3,
                    weighting: {name: InverseLabelFrequency}
                    """))
        .hasMessageContaining("weighting: has no effect unless uses_weights is true");
  }

  @Test
  void mistakesAreNamed() {
    assertThatThrownBy(
            () ->
                StrategyRun.config(
                    """
                    name: NewDataStrategy, tail_triggers: null, maximum_keys_in_memory: 3,
                    uses_weights: true, weighting: {name: LabelWeights, weights: {a: 1, 3: -2}}
                    """))
        .isInstanceOf(ModynException.class)
        .hasMessageContaining("weighting.weights.a: must be a label, which is a whole number")
        .hasMessageContaining("weighting.weights.3: must be at least 0, but is -2.0");
    assertThatThrownBy(
            () ->
                StrategyRun.config(
                    """
                    name: ClassBalancedReservoirStrategy, tail_triggers: 2,
                    maximum_keys_in_memory: 3
                    """))
        .hasMessageContaining("limit: must be at least 1, the size of the reservoir, but is -1")
        .hasMessageContaining("tail_triggers: must be null");
    assertThatThrownBy(
            () ->
                StrategyRun.config(
                    """
                    name: FreshnessSamplingStrategy, tail_triggers: 0, unused_data_ratio: 50,
                    maximum_keys_in_memory: 3
                    """))
        .hasMessageContaining("tail_triggers: must be null");
  }
}
