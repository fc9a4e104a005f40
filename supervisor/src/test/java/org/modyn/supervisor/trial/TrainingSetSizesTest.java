package org.modyn.supervisor.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.selection.SelectionStrategyConfig;

class TrainingSetSizesTest {
  @Test
  void theTailHasTheTriggersBefore() {
    String strategy = "name: NewDataStrategy, tail_triggers: %s";

    assertThat(sizes(strategy.formatted(0), 10, 20, 30, 40)).containsExactly(10, 20, 30, 40);
    assertThat(sizes(strategy.formatted(2), 10, 20, 30, 40)).containsExactly(10, 30, 60, 90);
    assertThat(sizes(strategy.formatted("null"), 10, 20, 30, 40)).containsExactly(10, 30, 60, 100);
  }

  @Test
  void aLimitAppliesToTheWholeSet() {
    assertThat(sizes("name: NewDataStrategy, tail_triggers: 1, limit: 25", 10, 20, 30))
        .containsExactly(10, 25, 25);
  }

  @Test
  void presamplingStartsAfterTheWarmUp() {
    assertThat(
            sizes(
                "name: CoresetStrategy, tail_triggers: 0, warmup_triggers: 1, presampling_config:"
                    + " {strategy: Random, ratio: 30}",
                100,
                100,
                55))
        .containsExactly(100, 30, 16);
  }

  @Test
  void freshnessSamplingMixesUnusedAndUsedSamples() {
    // the first set has unused samples only; then 25 % unused: 100 used and 33 unused, and so on
    assertThat(
            sizes(
                "name: FreshnessSamplingStrategy, tail_triggers: null, unused_data_ratio: 25",
                100,
                100))
        .containsExactly(100, 133);
  }

  private static long[] sizes(String strategy, long... triggers) {
    TrainingSetSizes sizes =
        new TrainingSetSizes(
            ConfigLoader.parseSection(
                "selection_strategy",
                "{" + strategy + ", maximum_keys_in_memory: 1000, storage_backend: local}",
                SelectionStrategyConfig.class));
    return Arrays.stream(triggers).map(sizes::add).toArray();
  }
}
