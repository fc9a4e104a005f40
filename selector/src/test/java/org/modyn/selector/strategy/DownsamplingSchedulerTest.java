package org.modyn.selector.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.modyn.common.config.pipeline.selection.CoresetStrategyConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/** Expected names and parameters are those of the original's tests of its scheduler. */
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
      Downsampling loss = scheduler.at(trigger);
      assertThat(loss.enabled()).isTrue();
      assertThat(loss.name()).isEqualTo("RemoteLossDownsampling");
      assertThat(loss.statusBarScale()).isEqualTo(50);
      assertThat(loss.configuration())
          .isEqualTo(
              "{\"sample_then_batch\":true,\"ratio_max\":100,\"downsampling_ratio\":50,"
                  + "\"downsampling_period\":1,\"maximum_keys_in_memory\":1000}");
    }
    for (int trigger = 12; trigger < 15; trigger++) {
      Downsampling gradientNorm = scheduler.at(trigger);
      assertThat(gradientNorm.name()).isEqualTo("RemoteGradNormDownsampling");
      assertThat(gradientNorm.statusBarScale()).isEqualTo(25);
      assertThat(gradientNorm.configuration())
          .isEqualTo(
              "{\"sample_then_batch\":false,\"ratio_max\":100,\"downsampling_ratio\":25,"
                  + "\"maximum_keys_in_memory\":1000}");
    }
    assertThat(scheduler.at(15)).isEqualTo(Downsampling.none());
    assertThat(scheduler.at(25)).isEqualTo(Downsampling.none());
  }

  @Test
  void beforeTheFirstTriggerThereIsNothingToChooseFrom() {
    assertThat(scheduler("strategy: Loss, ratio: 50", 0).at(-1)).isEqualTo(Downsampling.none());
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
    assertThat(scheduler.at(2)).isEqualTo(Downsampling.none());
    assertThat(scheduler.at(3).name()).isEqualTo("RemoteLossDownsampling");
    assertThat(scheduler.at(4).name()).isEqualTo("RemoteLossDownsampling");
    assertThat(scheduler.at(5).name()).isEqualTo("RemoteGradNormDownsampling");
  }

  @Test
  void ownParametersKeepTheirNames() {
    Downsampling submodular =
        scheduler("strategy: Submodular, ratio: 10, submodular_function: GraphCut", 0).at(0);
    assertThat(submodular.name()).isEqualTo("RemoteSubmodularDownsamplingStrategy");
    assertThat(submodular.configuration())
        .contains("\"submodular_function\":\"GraphCut\"")
        .contains("\"submodular_optimizer\":\"NaiveGreedy\"")
        .contains("\"selection_batch\":64")
        .contains("\"full_grad_approximation\":\"LastLayer\"")
        .contains("\"balance\":false");
    Downsampling epochs = scheduler("strategy: RS2, ratio: 10, with_replacement: true", 0).at(0);
    assertThat(epochs.name()).isEqualTo("RemoteRS2Downsampling");
    assertThat(epochs.configuration())
        .contains("\"replacement\":true")
        .contains("\"downsampling_period\":1");
  }

  @Test
  void scaleIsInPercentWhateverRatioMax() {
    assertThat(scheduler("strategy: Loss, ratio: 125, ratio_max: 1000", 0).at(0).statusBarScale())
        .isEqualTo(12);
  }

  @Test
  void holdoutModelsAreRefusedByName() {
    assertThatThrownBy(
            () ->
                scheduler(
                    """
                    strategy: RHOLoss, ratio: 10, holdout_set_strategy: Simple,
                    holdout_set_ratio: 30,
                    il_training_config: {dataloader_workers: 1, use_previous_model: false,
                      epochs_per_trigger: 1, batch_size: 4, device: cpu, shuffle: true, il_model_id: DLRM,
                      optimizers: [{name: default, algorithm: SGD, source: PyTorch,
                        param_groups: [{module: model, config: {}}]}],
                      optimization_criterion: {name: CrossEntropyLoss}}
                    """,
                    0))
        .isInstanceOfSatisfying(
            ModynException.class,
            e -> assertThat(e.category()).isEqualTo(ErrorCategory.UNIMPLEMENTED))
        .hasMessageContaining("RHOLoss");
  }
}
