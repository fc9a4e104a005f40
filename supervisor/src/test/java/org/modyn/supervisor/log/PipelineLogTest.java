package org.modyn.supervisor.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.error.ModynException;

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
  void partsAreJoinedInOrder() throws Exception {
    PipelineLog log = PipelineLog.create(directory, header());
    StageRecorder recorder = new StageRecorder(log, () -> new Position(1, 2, 3, 4));
    recorder.run(
        Stage.TRAIN, run -> run.setInfo(new StageInfo.TrainingInfo(1, 2, Map.of("loss", 0.5))));
    log.writePart();
    log.writePart();
    recorder.run(Stage.POST_EVALUATION, run -> {});
    recorder.run(Stage.TRAIN, run -> run.setInfo(new StageInfo.TrainingInfo(3, 4, Map.of())));
    log.writePart();
    recorder.run(Stage.DONE, run -> {});
    log.finish(Optional.empty());

    assertThat(files())
        .containsExactlyInAnyOrder(
            ".name",
            "pipeline.log",
            "pipeline.part.log",
            "supervisor_part_0.log",
            "supervisor_part_1.log");
    JsonNode json = read("pipeline.log");
    assertThat(json.path("partial_idx").asInt()).isEqualTo(2);
    JsonNode runs = json.at("/supervisor_logs/stage_runs");
    assertThat(runs.findValuesAsText("id")).containsExactly("TRAIN", "TRAIN", "DONE");
    JsonNode first = runs.path(0);
    assertThat(first.path("start").asText())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}");
    assertThat(first.path("id_seq_num").asInt()).isZero();
    assertThat(runs.path(1).path("id_seq_num").asInt()).isEqualTo(1);
    assertThat(
            List.of(
                first.path("batch_idx").asInt(),
                first.path("sample_idx").asInt(),
                first.path("sample_time").asInt(),
                first.path("trigger_idx").asInt()))
        .containsExactly(1, 2, 3, 4);
    assertThat(first.path("info").toString())
        .isEqualTo("{\"trigger_id\":1,\"training_id\":2,\"trainer_log\":{\"loss\":0.5}}");
    assertThat(runs.path(2).has("info_type")).isFalse();
    assertThat(json.at("/pipeline_stages/TRAIN/0").asInt()).isZero();
    assertThat(json.at("/pipeline_stages/DONE/0").asInt()).isEqualTo(2);
    assertThat(json.at("/pipeline_stages/EVALUATE/0").asInt()).isEqualTo(-1);
  }

  @Test
  void memoryIsBounded() throws Exception {
    PipelineLog log = PipelineLog.create(directory, header());
    StageRecorder recorder = new StageRecorder(log, () -> Position.NONE);
    for (int run = 0; run < 25_000; run++) {
      recorder.run(Stage.TRAIN, same -> {});
    }
    assertThat(files()).contains("supervisor_part_0.log", "supervisor_part_1.log");
    log.finish(Optional.of("it broke"));

    JsonNode json = read("pipeline.log");
    assertThat(json.path("error").asText()).isEqualTo("it broke");
    assertThat(json.at("/supervisor_logs/stage_runs")).hasSize(25_000);
    assertThat(json.at("/supervisor_logs/stage_runs/24999/id_seq_num").asInt()).isEqualTo(24_999);
  }

  @Test
  void builtinsStandInPythonForToolsThatParseIt() throws Exception {
    PipelineLog.create(directory, header());

    JsonNode json = read("pipeline.part.log");
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

  @Test
  void theLogOfAnEarlierPipelineIsKept() throws Exception {
    PipelineLog.create(directory, header());
    PipelineLog.create(directory, header());

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

    assertThatThrownBy(() -> PipelineLog.create(file, header()))
        .isInstanceOf(ModynException.class)
        .hasMessageStartingWith("cannot write the pipeline log in " + file);
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
