package org.modyn.cli.rehearsal.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.config.pipeline.training.CheckpointingConfig;
import org.modyn.common.config.pipeline.trigger.DataAmountTriggerConfig;

final class SmallPipelineTest {
  private static final Path CHECKPOINTS = Path.of("/rehearsal/checkpoints");

  @TempDir private Path directory;

  @Test
  void doesTheSameWithLess() {
    PipelineConfig file =
        Pipelines.with(
            Pipelines.training(
                "epochs_per_trigger: 30",
                "checkpointing: {activated: true, interval: 500, path: /x}"),
            Pipelines.evaluation(
                "{type: SlicingEvalStrategy, eval_every: 1d, eval_start_from: 0, eval_end_at:"
                    + " 1715094374}"));
    assertThat(changes(file))
        .containsExactly(
            "model.config.max_table_size: none -> 1,000",
            "training.epochs_per_trigger: 30 -> 2",
            "training.dataloader_workers: 16 -> 1",
            "training.batch_size: 64 -> 4",
            "training.checkpointing.interval: 500 -> 1",
            "training.checkpointing.path: /x -> /rehearsal/checkpoints",
            "trigger.num_samples: 50,000 -> 10",
            "evaluation.handlers[0].strategy.eval_end_at: 1,715,094,374 -> 345,600",
            "evaluation.datasets[0].batch_size: 4,096 -> 4",
            "evaluation.datasets[0].dataloader_workers: 2 -> 1",
            "evaluation.datasets[1].dataloader_workers: 2 -> 1");
  }

  @Test
  void policiesOfIntervalsDecideAboutTheSecondOne() {
    PipelineConfig file =
        Pipelines.with(
            "trigger: {id: DataDriftTrigger, evaluation_interval_data_points: 5000,"
                + " warmup_intervals: 10, warmup_policy: {id: DataAmountTrigger, num_samples:"
                + " 2000}, metrics: {mmd: {id: AlibiDetectMmdDriftMetric, decision_criterion:"
                + " {id: DynamicQuantileThresholdCriterion}}}}");

    assertThat(changes(file))
        .contains(
            "trigger.evaluation_interval_data_points: 5,000 -> 10",
            "trigger.warmup_intervals: 10 -> 1",
            "trigger.warmup_policy.num_samples: 2,000 -> 10");
    assertThat(small(file).leastTriggers()).isEqualTo(1);
    assertThat(small(file).notes()).anyMatch(note -> note.startsWith("trigger: may fire once"));
  }

  @Test
  void leavesAloneWhatIsSmall() {
    PipelineConfig file =
        Pipelines.with(
            "model: {id: Dummy, config: {num_classes: 2}}",
            Pipelines.training("batch_size: 3", "dataloader_workers: 1"),
            "trigger: {id: DataAmountTrigger, num_samples: 5}");
    assertThat(changes(file)).isEmpty();
    assertThat(small(file).samplesPerTrigger()).isEqualTo(5);
  }

  @Test
  void makesEnoughSamplesForBatchesOfTheSelectedOnes() {
    SmallPipeline small = small(Pipelines.with(coreset("presampling_config", "Random", 25)));
    assertThat(small.samplesPerTrigger()).isEqualTo(40);
    assertThat(small.pipeline().training().batchSize()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({"12, 34", "10, 51", "16, 25", "64, 7", "100, 1", "7, 100"})
  void keepsToTheRuleForReducedBatches(int batchSize, int ratio) {
    PipelineConfig file =
        Pipelines.with(
            Pipelines.training("batch_size: " + batchSize),
            coreset("downsampling_config", "Loss", ratio));
    assertThat(small(file).pipeline().training().batchSize()).isEqualTo(4);
  }

  @Test
  void keepsABatchLargerThanTheData() {
    PipelineConfig fewer = Pipelines.with("trigger: {id: DataAmountTrigger, num_samples: 40}");
    SmallPipeline small = small(fewer);
    assertThat(small.pipeline().trigger()).isEqualTo(new DataAmountTriggerConfig(10));
    assertThat(small.pipeline().training().batchSize()).isEqualTo(11);

    PipelineConfig limited =
        Pipelines.with(
            "selection_strategy: {name: NewDataStrategy, maximum_keys_in_memory: 10, limit: 6,"
                + " tail_triggers: 0}");
    assertThat(small(limited).pipeline().training().batchSize()).isEqualTo(7);

    PipelineConfig notDropped =
        Pipelines.with(
            Pipelines.training("drop_last_batch: false"),
            "trigger: {id: DataAmountTrigger, num_samples: 40}");
    assertThat(small(notDropped).pipeline().training().batchSize()).isEqualTo(4);
  }

  @Test
  void startsWithoutModelsAndPassesFewSamples() {
    PipelineConfig small =
        small(
                Pipelines.with(
                    Pipelines.training(
                        "initial_model: pretrained",
                        "initial_model_id: 17",
                        "num_samples_to_pass: [1000000, 3]")))
            .pipeline();
    assertThat(small.training().initialModelId()).isEmpty();
    assertThat(small.training().numSamplesToPass()).isEqualTo(Optional.of(List.of(10L, 3L)));
    assertThat(small.training().checkpointing()).isEqualTo(CheckpointingConfig.none());
  }

  @Test
  void beginsWithFreshWeightsWhereTheFileIsNotHere() throws IOException {
    String model = "model: {id: ResNet18, config: {num_classes: 2, pretrained_path: %s}}";
    Path missing = directory.resolve("missing.safetensors");
    SmallPipeline fresh = small(Pipelines.with(model.formatted(missing)));
    assertThat(fresh.pipeline().model().config()).isEqualTo(Map.of("num_classes", 2L));
    assertThat(fresh.notes())
        .containsExactly(
            "ResNet18 starts with random weights: this machine has no file " + missing);

    Path here = Files.createFile(directory.resolve("weights.safetensors"));
    SmallPipeline pretrained = small(Pipelines.with(model.formatted(here)));
    assertThat(pretrained.pipeline().model().config())
        .containsEntry("pretrained_path", here.toString());
    assertThat(pretrained.notes()).isEmpty();
  }

  @Test
  void trainsTheModelOfADownsamplingWithLess() {
    PipelineConfig file =
        Pipelines.with(
            """
            selection_strategy:
              name: CoresetStrategy
              maximum_keys_in_memory: 10
              limit: -1
              tail_triggers: 0
              downsampling_config:
                strategy: RHOLoss
                sample_then_batch: false
                ratio: 50
                holdout_set_ratio: 25
                holdout_set_strategy: Simple
                il_training_config:
                  il_model_id: Dummy
                  il_model_config: {num_classes: 2}
                  dataloader_workers: 8
                  use_previous_model: false
                  epochs_per_trigger: 5
                  batch_size: 16
                  shuffle: false
                  optimizers:
                    - name: o
                      algorithm: SGD
                      source: PyTorch
                      param_groups: [{module: model, config: {lr: 0.1}}]
                  optimization_criterion: {name: CrossEntropyLoss}\
            """);
    assertThat(small(file).samplesPerTrigger()).isEqualTo(40);
    String training = "selection_strategy.downsampling_config.il_training_config.";
    assertThat(changes(file))
        .contains(
            training + "epochs_per_trigger: 5 -> 2",
            training + "dataloader_workers: 8 -> 1",
            training + "batch_size: 16 -> 4");
  }

  private static String coreset(String part, String strategy, int ratio) {
    return String.format(
        Locale.ROOT,
        ("selection_strategy: {name: CoresetStrategy, maximum_keys_in_memory: 10, limit: -1,"
            + " tail_triggers: 0, %s: {strategy: %s, ratio: %d}}"),
        part,
        strategy,
        ratio);
  }

  private static SmallPipeline small(PipelineConfig file) {
    return SmallPipeline.of(file, CHECKPOINTS);
  }

  private static List<String> changes(PipelineConfig file) {
    return FieldChanges.between(file, small(file).pipeline()).stream()
        .map(FieldChanges.FieldChange::toString)
        .toList();
  }
}
