package org.modyn.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.config.pipeline.data.DataConfig;
import org.modyn.common.config.pipeline.evaluation.EvaluationConfig;
import org.modyn.common.config.pipeline.evaluation.EvaluationHandlerConfig;
import org.modyn.common.config.pipeline.evaluation.metric.AccuracyConfig;
import org.modyn.common.config.pipeline.evaluation.metric.RocAucConfig;
import org.modyn.common.config.pipeline.evaluation.strategy.SlicingEvalStrategyConfig;
import org.modyn.common.config.pipeline.selection.CoresetStrategyConfig;
import org.modyn.common.config.pipeline.selection.LossWeightedStrategyConfig;
import org.modyn.common.config.pipeline.selection.NewDataStrategyConfig;
import org.modyn.common.config.pipeline.selection.SelectionSettings;
import org.modyn.common.config.pipeline.selection.SelectionStrategyConfig.StorageBackend;
import org.modyn.common.config.pipeline.time.TimeSpan;
import org.modyn.common.config.pipeline.training.GradientClippingConfig;
import org.modyn.common.config.pipeline.training.TrainingConfig;
import org.modyn.common.config.pipeline.trigger.DataAmountTriggerConfig;
import org.modyn.common.config.pipeline.trigger.TimeTriggerConfig;
import org.modyn.common.error.ModynException;

class PipelineConfigTest {
  private static final String PIPELINE =
      """
      pipeline:
        name: flights
      model:
        id: DLRM
        config:
          embedding_dim: 16
          bottom_mlp_sizes: [32, 16]
      model_storage:
        full_model_strategy:
          name: PyTorchFullModel
      training:
        gpus: 1
        device: cpu
        dataloader_workers: 2
        batch_size: 512
        shuffle: true
        use_previous_model: true
        initial_model: random
        checkpointing:
          activated: false
        optimizers:
          - name: default
            algorithm: Adam
            source: PyTorch
            param_groups:
              - module: model
                config: {lr: 1e-3}
        optimization_criterion:
          name: BCEWithLogitsLoss
      data:
        dataset_id: flights
        bytes_parser_function: 'Record(fields=[Field("hour", "uint8")])'
      trigger:
        id: TimeTrigger
        every: 1w
      selection_strategy:
        name: NewDataStrategy
        maximum_keys_in_memory: 100000
        storage_backend: local
        tail_triggers: null
      evaluation:
        device: cpu
        handlers:
          - execution_time: after_pipeline
            models: matrix
            strategy: {type: SlicingEvalStrategy, eval_every: 1w, eval_start_from: 0, eval_end_at: 100}
            datasets: [flights]
        datasets:
          - dataset_id: flights
            bytes_parser_function: 'Record(fields=[Field("hour", "uint8")])'
            batch_size: 512
            dataloader_workers: 1
            metrics:
              - {name: Accuracy, evaluation_transformer_function: 'Threshold(0)'}
              - {name: RocAuc}
      """;

  @Test
  void readsAPipelineWithItsDefaults() {
    PipelineConfig config = parse(PIPELINE);

    assertThat(config.model().config())
        .isEqualTo(Map.of("embedding_dim", 16L, "bottom_mlp_sizes", List.of(32L, 16L)));
    TrainingConfig training = config.training();
    assertThat(training.epochsPerTrigger()).isEqualTo(1);
    assertThat(training.dropLastBatch()).isTrue();
    assertThat(training.numSamplesToPass()).isEmpty();
    assertThat(training.optimizers().getFirst().paramGroups().getFirst().config())
        .isEqualTo(Map.of("lr", 0.001));
    assertThat(config.data().labelTransformerFunction()).isEmpty();
    assertThat(config.trigger())
        .isEqualTo(new TimeTriggerConfig(new TimeSpan(1, 'w'), Optional.empty()));
    assertThat(config.selectionStrategy())
        .isEqualTo(
            new NewDataStrategyConfig(
                new SelectionSettings(
                    100_000,
                    Optional.empty(),
                    -1,
                    StorageBackend.LOCAL,
                    false,
                    Optional.empty(),
                    Optional.empty()),
                NewDataStrategyConfig.LimitReset.LAST_X));
    EvaluationConfig evaluation = config.evaluation().orElseThrow();
    assertThat(evaluation.afterPipelineEvaluationWorkers()).isEqualTo(5);
    EvaluationHandlerConfig handler = evaluation.handlers().getFirst();
    assertThat(handler.name()).isEqualTo("Modyn EvalHandler");
    assertThat(handler.strategy())
        .isEqualTo(new SlicingEvalStrategyConfig(new TimeSpan(1, 'w'), 0, 100));
    assertThat(evaluation.dataset("flights").metrics())
        .containsExactly(
            new AccuracyConfig(Optional.of("Threshold(0)"), 1), new RocAucConfig(Optional.empty()));
  }

  @Test
  void writesWhatItReads() {
    PipelineConfig config = parse(PIPELINE);
    String json = ConfigLoader.toJson(config);

    assertThat(parse(json)).isEqualTo(config);
    assertThat(ConfigLoader.toJson(config.trigger()))
        .isEqualTo("{\"id\":\"TimeTrigger\",\"every\":\"1w\",\"start_timestamp\":null}");
    assertThat(ConfigLoader.toJson(config.selectionStrategy()))
        .isEqualTo(
            "{\"name\":\"NewDataStrategy\",\"maximum_keys_in_memory\":100000,"
                + "\"processor_type\":null,\"limit\":-1,\"storage_backend\":\"local\","
                + "\"uses_weights\":false,\"tail_triggers\":null,"
                + "\"limit_reset\":\"lastX\"}");
  }

  @Test
  void fieldsOfOurOwnAreWrittenOnlyWhenTheyAreGiven() {
    assertThat(ConfigLoader.toJson(parse(PIPELINE)))
        .doesNotContain("weighting")
        .doesNotContain("gradient_clipping");
    PipelineConfig clipped =
        parse(
            PIPELINE.replace(
                "  shuffle: true\n", "  shuffle: true\n  gradient_clipping: {norm: 1}\n"));
    assertThat(clipped.training().gradientClipping())
        .contains(new GradientClippingConfig(Optional.of(1.0), Optional.empty()));
    assertThat(parse(ConfigLoader.toJson(clipped))).isEqualTo(clipped);
    assertThatThrownBy(
            () ->
                parse(
                    PIPELINE.replace(
                        "  shuffle: true\n",
                        "  shuffle: true\n  gradient_clipping: {norm: 1, value: 2}\n")))
        .hasMessageContaining(
            "training.gradient_clipping.value: must not be specified together with norm");
  }

  @Test
  void reportsEveryProblemWithItsPlaceInTheOrderOfTheFile() {
    String wrong =
        PIPELINE
            .replace("  name: flights\n", "  nam: flights\n")
            .replace("batch_size: 512\n  shuffle: true", "batch_size: many\n  shuffle: true")
            .replace("  use_previous_model: true\n", "")
            .replace("every: 1w", "every: 1week")
            .replace("storage_backend: local", "storage_backend: locale")
            .replace("type: SlicingEvalStrategy", "type: SlicingStrategy")
            .replace("id: TimeTrigger", "id: TimeTriger\n  idd: 7");

    assertThatThrownBy(() -> parse(wrong))
        .isInstanceOf(ModynException.class)
        .hasMessage(
            """
            pipeline.yaml has 6 problems:
              pipeline.yaml:2:3: pipeline.nam: unknown field; did you mean "name"? allowed: name, description, version, trigger_at_end
              pipeline.yaml:11:1: training.use_previous_model: is required
              pipeline.yaml:15:15: training.batch_size: must be a whole number, but is "many"
              pipeline.yaml:33:7: trigger.id: "TimeTriger" is unknown; did you mean "TimeTrigger"? allowed: TimeTrigger, DataAmountTrigger, DataDriftTrigger, PerformanceTrigger, DataIncorporationLatencyCostTrigger, AvoidableMisclassificationCostTrigger, EnsembleTrigger, class:...
              pipeline.yaml:39:20: selection_strategy.storage_backend: "locale" is unknown; did you mean "local"? allowed: database, local
              pipeline.yaml:46:24: evaluation.handlers[0].strategy.type: "SlicingStrategy" is unknown; did you mean "SlicingEvalStrategy"? allowed: SlicingEvalStrategy, OffsetEvalStrategy, BetweenTwoTriggersEvalStrategy, PeriodicEvalStrategy, StaticEvalStrategy\
            """
                .stripTrailing());
  }

  @Test
  void reportsFiveMistakesOfFiveSectionsAndNothingThatFollowsFromThem() {
    String wrong =
        PIPELINE
            .replace(
                "initial_model: random",
                "initial_model: pretrained\n  initial_model_id: 3\n  seed: many")
            .replace("use_previous_model: true", "use_previous_model: false")
            .replace("  id: TimeTrigger\n", "")
            .replace(
                "name: NewDataStrategy",
                "name: CoresetStrategy\n  downsampling_config: {strategy: Loss, ratio: 130}")
            .replace("datasets: [flights]", "datasets: [flight]");

    assertThatThrownBy(() -> parse(wrong))
        .isInstanceOf(ModynException.class)
        .hasMessage(
            """
            pipeline.yaml has 5 problems:
              pipeline.yaml:17:23: training.use_previous_model: must be true when initial_model is pretrained: the model would be lost after the first trigger
              pipeline.yaml:20:9: training.seed: must be a whole number, but is "many"
              pipeline.yaml:35:1: trigger.id: is required; allowed: TimeTrigger, DataAmountTrigger, DataDriftTrigger, PerformanceTrigger, DataIncorporationLatencyCostTrigger, AvoidableMisclassificationCostTrigger, EnsembleTrigger, class:...
              pipeline.yaml:39:48: selection_strategy.downsampling_config.ratio: must be at most ratio_max (100), but is 130
              pipeline.yaml:49:18: evaluation.handlers[0].datasets[0]: "flight" is not among evaluation.datasets; did you mean "flights"? allowed: flights\
            """
                .stripTrailing());
  }

  @Test
  void rulesBetweenFieldsNameTheField() {
    assertProblem(
        PIPELINE.replace("initial_model: random", "initial_model: pretrained"),
        "pipeline.yaml:11:1: training.initial_model_id: is required when initial_model is"
            + " pretrained");
    assertProblem(
        PIPELINE
            .replace("initial_model: random", "initial_model: pretrained\n  initial_model_id: 1")
            .replace("use_previous_model: true", "use_previous_model: false"),
        "pipeline.yaml:17:23: training.use_previous_model: must be true when initial_model is"
            + " pretrained: the model would be lost after the first trigger");
    assertProblem(
        PIPELINE.replace("activated: false", "activated: true\n    interval: 5"),
        "pipeline.yaml:19:3: training.checkpointing.path: is required when activated is true");
    assertProblem(
        PIPELINE.replace("eval_end_at: 100", "eval_end_at: 0"),
        "pipeline.yaml:46:94: evaluation.handlers[0].strategy.eval_end_at: must be larger than"
            + " eval_start_from (0), but is 0");
    assertProblem(
        PIPELINE
            .replace("after_pipeline", "after_training")
            .replace("models: matrix", "models: active"),
        "pipeline.yaml:45:15: evaluation.handlers[0].models: must be matrix when execution_time is"
            + " after_training: the active model is known only after the pipeline");
    assertProblem(
        PIPELINE.replace("datasets: [flights]", "datasets: [mnist]"),
        "pipeline.yaml:47:18: evaluation.handlers[0].datasets[0]: \"mnist\" is not among"
            + " evaluation.datasets; allowed: flights");
    assertProblem(
        PIPELINE.replace("  every: 1w", "  every: 0s"),
        "pipeline.yaml:35:10: trigger.every: must be at least 1s, but is 0s");
  }

  @Test
  void reducedBatchesMayHaveAnySize() {
    String coreset =
        PIPELINE.replace(
            "name: NewDataStrategy",
            "name: CoresetStrategy\n  downsampling_config: {strategy: Loss, ratio: 30}");
    assertThat(parse(coreset).selectionStrategy()).isInstanceOf(CoresetStrategyConfig.class);
  }

  @Test
  void lossesMustBeRecordedToBeSelectedBy() {
    String byLoss =
        PIPELINE.replace("name: NewDataStrategy", "name: LossWeightedStrategy\n  ratio: 30");
    assertThatThrownBy(() -> parse(byLoss))
        .hasMessageContaining(
            "training.record_samples: must be true for LossWeightedStrategy, which selects samples"
                + " by the losses that trainings have recorded");
    PipelineConfig config =
        parse(byLoss.replace("shuffle: true", "shuffle: true\n  record_samples: true"));
    assertThat(config.training().recordsSamples()).isTrue();
    assertThat(config.selectionStrategy())
        .isInstanceOfSatisfying(
            LossWeightedStrategyConfig.class,
            strategy -> {
              assertThat(strategy.part().ratio()).isEqualTo(30);
              assertThat(strategy.lossFloor()).isEqualTo(0.1);
              assertThat(strategy.unknownLoss())
                  .isEqualTo(LossWeightedStrategyConfig.UnknownLoss.MAXIMUM);
            });
    assertThat(parse(PIPELINE).training().recordsSamples()).isFalse();
  }

  @Test
  void datasetsOfAnEvaluationDiffer() {
    String dataset = PIPELINE.substring(PIPELINE.indexOf("    - dataset_id: flights"));
    assertProblem(
        PIPELINE + dataset,
        "pipeline.yaml:56:19: evaluation.datasets[1].dataset_id: \"flights\" is listed twice;"
            + " datasets must be different");
  }

  @Test
  void singleFieldsHaveTheirLimits() {
    assertProblem(
        PIPELINE.replace("gpus: 1", "gpus: 0"),
        "pipeline.yaml:12:9: training.gpus: must be at least 1, but is 0");
    assertProblem(
        PIPELINE.replace("gpus: 1", "gpus: 2"),
        "pipeline.yaml:12:9: training.gpus: must be 1 for the device cpu, but is 2");
    assertProblem(
        PIPELINE.replace("device: cpu\n  dataloader", "device: gpu\n  dataloader"),
        "pipeline.yaml:13:11: training.device: must be a text that matches cpu|cuda:\\d+, but is"
            + " \"gpu\"");
    assertProblem(
        PIPELINE.replace("  tail_triggers: null\n", ""),
        "pipeline.yaml:36:1: selection_strategy.tail_triggers: is required");
    assertProblem(
        PIPELINE.replace("tail_triggers: null", "tail_triggers: -1"),
        "pipeline.yaml:40:18: selection_strategy.tail_triggers: must be at least 0, but is -1");
    assertProblem(
        PIPELINE.replace("  every: 1w", "  every: 1week"),
        "pipeline.yaml:35:10: trigger.every: must be a number and a unit, but is \"1week\";"
            + " allowed: for example 90s, 15m, 12h, 1d, 1w, 1y");
    assertProblem(
        PIPELINE.replace("  id: TimeTrigger\n", ""),
        "pipeline.yaml:33:1: trigger.id: is required; allowed: TimeTrigger, DataAmountTrigger,"
            + " DataDriftTrigger, PerformanceTrigger, DataIncorporationLatencyCostTrigger,"
            + " AvoidableMisclassificationCostTrigger, EnsembleTrigger, class:...");
  }

  @Test
  void triggersOfOtherKinds() {
    PipelineConfig config =
        parse(
            PIPELINE
                .replace("id: TimeTrigger", "id: DataAmountTrigger")
                .replace("  every: 1w", "  num_samples: \"100\""));
    assertThat(config.trigger()).isEqualTo(new DataAmountTriggerConfig(100));
  }

  private static void assertProblem(String yaml, String message) {
    assertThatThrownBy(() -> parse(yaml)).isInstanceOf(ModynException.class).hasMessage(message);
  }

  private static PipelineConfig parse(String yaml) {
    return ConfigLoader.parse("pipeline.yaml", yaml, PipelineConfig.class);
  }

  @Test
  void functionsAreChecked() {
    String python =
        "'def bytes_parser_function(data: memoryview):\n\n  return str(data, \"utf8\")'";
    assertThatThrownBy(() -> ConfigLoader.parse("p.yaml", dataWith(python), DataConfig.class))
        .hasMessageStartingWith(
            "p.yaml:2:24: bytes_parser_function: is a Python function, which is not supported;"
                + " 'modyn convert' replaces it if a builtin is equivalent, one of Record(")
        .hasMessageEndingWith("Utf8()");
    assertThatThrownBy(() -> ConfigLoader.parse("p.yaml", dataWith("Utf9()"), DataConfig.class))
        .hasMessageStartingWith("p.yaml:2:24: bytes_parser_function: ")
        .hasMessageContaining("did you mean \"Utf8\"?");
    assertThatThrownBy(
            () ->
                ConfigLoader.parse(
                    "p.yaml",
                    dataWith("Utf8()") + "transformations: ['Normalise((0.1,), (0.3,))']\n",
                    DataConfig.class))
        .hasMessageStartingWith("p.yaml:3:19: transformations[0]: ")
        .hasMessageContaining("did you mean \"Normalize\"?");
  }

  private static String dataWith(String parser) {
    return "dataset_id: d\nbytes_parser_function: " + parser + "\n";
  }
}
