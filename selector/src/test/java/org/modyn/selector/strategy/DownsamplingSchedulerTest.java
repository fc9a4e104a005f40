package org.modyn.selector.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.modyn.common.config.pipeline.selection.CoresetStrategyConfig;
import org.modyn.common.downsampling.DownsamplingSpecification;

/** Expected names are those of the original's tests of its scheduler. */
class DownsamplingSchedulerTest {
  private static DownsamplingScheduler scheduler(String downsampling, int warmupTriggers) {
    return new DownsamplingScheduler(
        (CoresetStrategyConfig)
            StrategyRun.config(
                String.format(
                    Locale.ROOT,
                    """
                    name: CoresetStrategy, tail_triggers: null, maximum_keys_in_memory: 1000,
                    warmup_triggers: %d, downsampling_config: {%s}
                    """,
                    warmupTriggers,
                    downsampling)));
  }

  @Test
  void strategiesFollowEachOther() {
    DownsamplingScheduler scheduler =
        scheduler(
            """
            downsampling_list: [
              {strategy: Loss, ratio: 50, sample_then_batch: true},
              {strategy: GradNorm, ratio: 25},
              {strategy: 'No'}],
            downsampling_thresholds: [12, 15]
            """,
            0);
    for (int trigger = 0; trigger < 12; trigger++) {
      DownsamplingSpecification loss = scheduler.at(trigger).orElseThrow();
      assertThat(loss.strategyName()).isEqualTo("RemoteLossDownsampling");
      assertThat(loss.statusBarScale()).isEqualTo(50);
      assertThat(loss.config().schedule().sampleThenBatch()).isTrue();
      assertThat(loss.maximumKeysInMemory()).isEqualTo(1000);
    }
    for (int trigger = 12; trigger < 15; trigger++) {
      DownsamplingSpecification gradientNorm = scheduler.at(trigger).orElseThrow();
      assertThat(gradientNorm.strategyName()).isEqualTo("RemoteGradNormDownsampling");
      assertThat(gradientNorm.statusBarScale()).isEqualTo(25);
      assertThat(gradientNorm.config().schedule().sampleThenBatch()).isFalse();
    }
    assertThat(scheduler.at(15)).isEmpty();
    assertThat(scheduler.at(25)).isEmpty();
  }

  @Test
  void beforeTheFirstTriggerThereIsNothingToSelectFrom() {
    assertThat(scheduler("strategy: Loss, ratio: 50", 0).at(-1)).isEmpty();
  }

  @Test
  void warmupComesFirstAndThresholdsCountFromItsEnd() {
    DownsamplingScheduler scheduler =
        scheduler(
            """
            downsampling_list: [{strategy: Loss, ratio: 50}, {strategy: GradNorm, ratio: 25}],
            downsampling_thresholds: [2]
            """,
            3);
    assertThat(scheduler.at(2)).isEmpty();
    assertThat(name(scheduler, 3)).isEqualTo("RemoteLossDownsampling");
    assertThat(name(scheduler, 4)).isEqualTo("RemoteLossDownsampling");
    assertThat(name(scheduler, 5)).isEqualTo("RemoteGradNormDownsampling");
  }

  private static String name(DownsamplingScheduler scheduler, int triggerId) {
    return scheduler.at(triggerId).orElseThrow().strategyName();
  }
}
