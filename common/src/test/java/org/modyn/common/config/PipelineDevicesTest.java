package org.modyn.common.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.config.pipeline.PipelineDevices;

class PipelineDevicesTest {
  /** Every kind of section that names a device. */
  private static final String PIPELINE =
      """
      pipeline: {name: devices}
      model: {id: "class:com.acme.Model", config: {device: cuda:9, list: [{device: tpu}]}}
      model_storage: {full_model_strategy: {name: PyTorchFullModel}}
      training:
        gpus: 4
        device: cuda:0
        dataloader_workers: 1
        batch_size: 8
        shuffle: true
        use_previous_model: false
        initial_model: random
        checkpointing: {activated: false}
        optimizers: &optimizers
          - {name: o, algorithm: SGD, source: PyTorch, param_groups: [{module: model}]}
        optimization_criterion: &criterion {name: CrossEntropyLoss}
      data: {dataset_id: d, bytes_parser_function: Utf8()}
      trigger:
        id: EnsembleTrigger
        ensemble_strategy: {id: MajorityVote}
        subtriggers:
          performance:
            id: PerformanceTrigger
            evaluation_interval_data_points: 5
            evaluation: {device: cuda:2, dataset: &dataset {dataset_id: d, bytes_parser_function: Utf8(), batch_size: 1, dataloader_workers: 1, metrics: [{name: Accuracy}]}}
            decision_criteria: {a: {id: StaticPerformanceThresholdCriterion, metric: Accuracy, metric_threshold: 0.8}}
          drift:
            id: DataDriftTrigger
            evaluation_interval_data_points: 5
            metrics:
              mmd: {id: AlibiDetectMmdDriftMetric, device: gpu, threshold: 0.1, decision_criterion: {id: ThresholdDecisionCriterion, threshold: 0.5}}
              cvm: {id: AlibiDetectCVMDriftMetric, decision_criterion: {id: ThresholdDecisionCriterion, threshold: 0.5}}
      selection_strategy:
        name: CoresetStrategy
        tail_triggers: 0
        maximum_keys_in_memory: 10
        downsampling_config:
          downsampling_list:
            - strategy: RHOLoss
              sample_then_batch: true
              ratio: 50
              holdout_set_ratio: 30
              holdout_set_strategy: Simple
              il_training_config:
                il_model_id: "class:com.acme.Model"
                device: cuda:3
                dataloader_workers: 1
                batch_size: 8
                shuffle: true
                use_previous_model: false
                optimizers: *optimizers
                optimization_criterion: *criterion
          downsampling_thresholds: []
      evaluation:
        device: cuda:1
        handlers: [{execution_time: manual, strategy: {type: SlicingEvalStrategy, eval_every: 1d, eval_start_from: 0, eval_end_at: 9}, datasets: [d]}]
        datasets: [*dataset]
      """;

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "cuda:1"})
  void putsEverySectionOnOneDevice(String device) {
    PipelineConfig pipeline = ConfigLoader.parse("pipeline", PIPELINE, PipelineConfig.class);
    assertThat(PipelineDevices.of(pipeline))
        .containsExactlyInAnyOrder("cuda:0", "cuda:2", "gpu", "cuda:3", "cuda:1");

    PipelineConfig moved = PipelineDevices.with(pipeline, device);

    assertThat(PipelineDevices.of(moved)).containsExactly(device);
    assertThat(moved)
        .isEqualTo(
            ConfigLoader.parse(
                "pipeline",
                PIPELINE
                    .replaceAll("device: (cuda:[0-3]|gpu)", "device: " + device)
                    .replace("gpus: 4", "gpus: 1"),
                PipelineConfig.class));
    assertThat(moved.model()).isSameAs(pipeline.model());
    assertThat(moved.model().config()).containsEntry("device", "cuda:9");
  }

  @Test
  void aPipelineOnTheDeviceStaysTheSame() {
    PipelineConfig pipeline =
        PipelineDevices.with(
            ConfigLoader.parse("pipeline", PIPELINE, PipelineConfig.class), "cuda:1");
    assertThat(PipelineDevices.with(pipeline, "cuda:1")).isSameAs(pipeline);
    assertThat(List.copyOf(PipelineDevices.of(pipeline))).isEqualTo(List.of("cuda:1"));
  }
}
