package org.modyn.supervisor.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.error.ModynException;
import org.modyn.common.testing.OriginalLogFields;

class PipelineLogTest {
  private static final String PIPELINE =
      """
      pipeline: {name: a pipeline}
      model: {id: DLRM}
      model_storage: {full_model_strategy: {name: PyTorchFullModel}}
      training:
        gpus: 1
        dataloader_workers: 1
        batch_size: 1
        shuffle: true
        use_previous_model: true
        initial_model: random
        checkpointing: {activated: false}
        optimizers:
          - {name: default, algorithm: SGD, source: PyTorch, param_groups: [{module: model}]}
        optimization_criterion: {name: CrossEntropyLoss}
      data: {dataset_id: d, bytes_parser_function: 'Image(mode="RGB")'}
      trigger: {id: DataAmountTrigger, num_samples: 1}
      selection_strategy: {name: NewDataStrategy, maximum_keys_in_memory: 1, tail_triggers: 0}
      """;

  @TempDir private Path directory;

  @Test
  void runsAreWrittenInOrder() throws Exception {
    PipelineLog log = new PipelineLog(directory, header());
    log.create();
    StageLog first =
        run(Stage.TRAIN, 0, Optional.of(new StageInfo.TrainingInfo(1, 2, Map.of("loss", 0.5))));
    Map<Stage, Integer> entered = new LinkedHashMap<>();
    entered.put(Stage.TRAIN, 2);
    entered.put(Stage.POST_EVALUATION, 1);
    entered.put(Stage.DONE, 1);
    log.write(
        entered,
        runs ->
            Stream.of(
                    first,
                    run(Stage.TRAIN, 1, Optional.empty()),
                    run(Stage.DONE, 0, Optional.empty()))
                .forEach(run -> runs.accept(json(run))),
        Optional.of("it broke"));

    assertThat(files()).containsExactlyInAnyOrder(".name", "pipeline.log");
    JsonNode json = read("pipeline.log");
    assertThat(json.path("error").asText()).isEqualTo("it broke");
    JsonNode runs = json.at("/supervisor_logs/stage_runs");
    assertThat(runs.findValuesAsText("id")).containsExactly("TRAIN", "TRAIN", "DONE");
    JsonNode written = runs.path(0);
    assertThat(written.path("start").asText())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}");
    assertThat(written.path("id_seq_num").asInt()).isZero();
    assertThat(runs.path(1).path("id_seq_num").asInt()).isEqualTo(1);
    assertThat(
            List.of(
                written.path("batch_idx").asInt(),
                written.path("sample_idx").asInt(),
                written.path("sample_time").asInt(),
                written.path("trigger_idx").asInt()))
        .containsExactly(1, 2, 3, 4);
    assertThat(written.path("info").toString())
        .isEqualTo("{\"trigger_id\":1,\"training_id\":2,\"trainer_log\":{\"loss\":0.5}}");
    assertThat(runs.path(2).has("info_type")).isFalse();
    assertThat(json.at("/pipeline_stages/TRAIN/0").asInt()).isZero();
    assertThat(json.at("/pipeline_stages/DONE/0").asInt()).isEqualTo(2);
    assertThat(json.at("/pipeline_stages/EVALUATE/0").asInt()).isEqualTo(-1);
  }

  private static StageLog run(Stage stage, int number, Optional<StageInfo> info) {
    LocalDateTime time = LocalDateTime.of(2026, 11, 29, 6, 0);
    return new StageLog(
        stage,
        number,
        time,
        time.plusSeconds(1),
        Duration.ofSeconds(1),
        new Position(1, 2, 3, 4),
        info);
  }

  private static String json(StageLog run) {
    return new JsonMapper().valueToTree(run.toPlain()).toString();
  }

  @Test
  void builtinsStandInPythonForToolsThatParseIt() throws Exception {
    write(header());

    JsonNode json = read("pipeline.log");
    assertThat(json.at("/config/pipeline/data/bytes_parser_function").asText())
        .isEqualTo(
            """
            def bytes_parser_function(value):
                "Image(mode=\\"RGB\\")"
                raise NotImplementedError
            """);
    assertThat(
            ConfigLoader.parse("log", json.path("pipeline_file").toString(), PipelineConfig.class))
        .isEqualTo(header().pipeline());
    assertThat(json.at("/config/system/selector/trigger_sample_directory").asText())
        .endsWith("trigger_samples");
  }

  static Stream<Path> examples() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("../examples"))) {
      return files.filter(file -> file.endsWith("pipeline.yaml")).toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void theOriginalReadsLogsOfTheExamples(Path example) throws Exception {
    assertThat(problemsOfTheOriginal(Files.readString(example))).isEmpty();
  }

  /** A section of each kind of which the configuration may have own keys, which are not set. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "trigger: {id: TimeTrigger, every: 1d, start_timestamp: 7}",
        "selection_strategy: {name: FreshnessSamplingStrategy, maximum_keys_in_memory: 1,"
            + " tail_triggers: null, unused_data_ratio: 50}",
        "selection_strategy: {name: CoresetStrategy, maximum_keys_in_memory: 1, tail_triggers: 2,"
            + " presampling_config: {strategy: LabelBalanced, ratio: 50}}",
        "selection_strategy: {name: CoresetStrategy, maximum_keys_in_memory: 1, tail_triggers: 2,"
            + " downsampling_config: {strategy: Loss, ratio: 50, sample_then_batch: false}}",
        "evaluation: {device: cpu, handlers: [{name: h, execution_time: after_pipeline, models:"
            + " matrix, datasets: [d], strategy: {type: SlicingEvalStrategy, eval_every: 1d,"
            + " eval_start_from: 0, eval_end_at: 9}}], datasets: [{dataset_id: d,"
            + " bytes_parser_function: Utf8(), tokenizer: DistilBertTokenizerTransform, batch_size:"
            + " 1, dataloader_workers: 1, metrics: [{name: Accuracy,"
            + " evaluation_transformer_function: ArgMax()}, {name: RocAuc}, {name: F1Score,"
            + " num_classes: 2}]}]}",
        "training: {gpus: 1, dataloader_workers: 1, batch_size: 1, shuffle: true,"
            + " use_previous_model: true, initial_model: random, checkpointing: {activated: true,"
            + " interval: 5, path: /tmp}, lr_scheduler: {name: StepLR, source: PyTorch, step_every:"
            + " batch, optimizers: [default]}, num_samples_to_pass: [5], optimizers: [{name:"
            + " default, algorithm: SGD, source: PyTorch, param_groups: [{module: model, config:"
            + " {lr: 1}}]}], optimization_criterion: {name: CrossEntropyLoss}}"
      })
  void theOriginalReadsLogsWithoutOwnKeys(String section) throws Exception {
    String key = section.substring(0, section.indexOf(':') + 1);
    String others =
        PIPELINE.replaceAll("(?m)^" + key + ".*\\R(?: .*\\R)*", "")
            + section
            + System.lineSeparator();

    assertThat(problemsOfTheOriginal(others)).isEmpty();
  }

  @Test
  void theOriginalRejectsLogsWithOwnKeys() throws Exception {
    String weighted =
        PIPELINE.replace(
            "tail_triggers: 0",
            "tail_triggers: 0, uses_weights: true, weighting: {name: InverseLabelFrequency}");

    assertThat(problemsOfTheOriginal(weighted))
        .containsExactly(
            "/config/pipeline/selection_strategy/weighting: NewDataStrategyConfig has no such"
                + " field");
  }

  private List<String> problemsOfTheOriginal(String pipeline) throws Exception {
    LogHeader header =
        new LogHeader(
            7,
            ModynConfig.defaults(),
            ConfigLoader.parse("test", pipeline, PipelineConfig.class),
            Optional.of(0),
            Optional.empty());
    write(header);
    return OriginalLogFields.read().problemsOf(read("pipeline.log"));
  }

  @Test
  void theLogOfAnEarlierPipelineIsKept() throws Exception {
    new PipelineLog(directory, header()).create();
    new PipelineLog(directory, header()).create();

    try (Stream<Path> logs = Files.list(directory)) {
      assertThat(logs.map(path -> path.getFileName().toString()))
          .hasSize(2)
          .contains("pipeline_7")
          .anyMatch(name -> name.startsWith("pipeline_7.backup_"));
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));

    assertThatThrownBy(() -> new PipelineLog(file, header()).create())
        .isInstanceOf(ModynException.class)
        .hasMessageStartingWith("cannot write " + file.resolve("pipeline_7") + ": ");
  }

  private void write(LogHeader header) {
    new PipelineLog(directory, header).write(Map.of(), runs -> {}, Optional.empty());
  }

  private static LogHeader header() {
    return new LogHeader(
        7,
        ModynConfig.defaults(),
        ConfigLoader.parse("test", PIPELINE, PipelineConfig.class),
        Optional.of(0),
        Optional.empty());
  }

  private List<String> files() throws Exception {
    try (Stream<Path> files = Files.list(directory.resolve("pipeline_7"))) {
      return files.map(path -> path.getFileName().toString()).toList();
    }
  }

  private JsonNode read(String name) throws Exception {
    return new JsonMapper().readTree(directory.resolve("pipeline_7").resolve(name).toFile());
  }
}
