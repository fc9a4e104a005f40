package org.modyn.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modyn.cli.command.ModynCommand;
import org.modyn.common.testing.OriginalLogFields;
import picocli.CommandLine;

/** Whole pipelines with RHO loss, on all servers in one process. */
final class RhoLossPipelineTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private Path directory;

  private final StringWriter output = new StringWriter();
  private final StringWriter error = new StringWriter();

  /** The flights example, whose downsampling needs a second model. */
  private static Path withRhoLoss(
      Path pipeline, Path target, String strategy, boolean fromAll, String backend)
      throws IOException {
    String text = Files.readString(pipeline);
    int start = text.indexOf("\nselection_strategy:");
    int end = text.indexOf("\n# How good are the models?");
    assertThat(start).isPositive().isLessThan(end);
    return Files.writeString(
        target,
        text.substring(0, start).replace("batch_size: 512", "batch_size: 32")
            + """

            selection_strategy:
              name: CoresetStrategy
              tail_triggers: null
              limit: -1
              maximum_keys_in_memory: 400
              storage_backend: %s
              downsampling_config:
                strategy: RHOLoss
                ratio: 25
                sample_then_batch: %s
                holdout_set_strategy: %s
                holdout_set_ratio: 50
                il_training_config:
                  il_model_id: DLRM
                  il_model_config:
                    num_numerical_features: 1
                    categorical_features_info: {hour: 24, weekday: 7, origin: 256, destination: 256}
                    embedding_dim: 4
                    bottom_mlp_sizes: [4]
                    top_mlp_sizes: [8, 1]
                  device: cpu
                  dataloader_workers: 2
                  batch_size: 64
                  shuffle: true
                  use_previous_model: true
                  optimizers:
                    - name: default
                      algorithm: Adam
                      source: PyTorch
                      param_groups: [{module: model, config: {lr: 0.01}}]
                  optimization_criterion: {name: BCEWithLogitsLoss}
            """
                .formatted(backend, fromAll, strategy)
            + text.substring(end));
  }

  @ParameterizedTest
  @CsvSource({
    "Simple, false, local",
    "Simple, true, database",
    "Twin, false, database",
    "Twin, true, local"
  })
  void trainsAndStoresTheModelsOfEachTrigger(String strategy, boolean fromAll, String backend)
      throws IOException {
    FlightsSlice slice = FlightsSlice.write(directory.resolve("example"), 1);
    Path pipeline = withRhoLoss(slice.pipeline(), slice.pipeline(), strategy, fromAll, backend);
    JsonNode run = ask("run", pipeline.toString(), "--first-model-trigger", "1");

    assertThat(run.get("triggers").intValue()).isEqualTo(FlightsSlice.TRIGGERS);
    assertThat(run.at("/evaluations/0/means/ROC-AUC/windows").intValue()).isEqualTo(3);
    JsonNode log = JSON.readTree(Path.of(run.get("log_path").textValue()).toFile());
    assertThat(OriginalLogFields.read().problemsOf(log)).isEmpty();

    List<JsonNode> trainings = trainings(log);
    assertThat(trainings).hasSize(FlightsSlice.TRIGGERS);
    boolean isTwin = strategy.equals("Twin");
    int modelsEach = isTwin ? 3 : 2;
    JsonNode models = ask("models", "list");
    assertThat(models).hasSize(modelsEach * FlightsSlice.TRIGGERS);
    for (int trigger = 0; trigger < FlightsSlice.TRIGGERS; trigger++) {
      JsonNode rhoLog = trainings.get(trigger).get("rho_log");
      assertThat(rhoLog.get("main_trigger_id").intValue()).isEqualTo(trigger);
      assertThat(rhoLog.at("/trainer_log/num_samples").intValue()).isPositive();
      for (int index = 0; index < modelsEach; index++) {
        JsonNode model = models.get(modelsEach * trigger + index);
        assertThat(model.get("trigger_id").intValue()).isEqualTo(trigger);
        assertThat(model.get("role").textValue())
            .isEqualTo(index == modelsEach - 1 ? "main" : "irreducible_loss");
      }
      int other = rhoLog.get(isTwin ? "second_il_model_id" : "il_model_id").intValue();
      JsonNode main =
          ask(
              "models",
              "show",
              models.get(modelsEach * trigger + modelsEach - 1).get("id").asText());
      assertThat(main.at("/provenance/irreducible_loss_model_id").intValue()).isEqualTo(other);
      // a model continues from the one of the same role
      int parent = main.at("/provenance/parent_model_id").asInt(-1);
      assertThat(parent).isEqualTo(trigger == 0 ? -1 : main.get("id").intValue() - modelsEach);
    }
    exportsTheOtherModel(models.get(modelsEach - 2).get("id").asText());
  }

  private static List<JsonNode> trainings(JsonNode log) {
    List<JsonNode> trainings = new ArrayList<>();
    for (JsonNode stage : log.at("/supervisor_logs/stage_runs")) {
      if (stage.at("/info/trainer_log").isObject()) {
        trainings.add(stage.at("/info/trainer_log"));
      }
    }
    return trainings;
  }

  private void exportsTheOtherModel(String modelId) {
    Path file = directory.resolve("other.safetensors");
    execute("models", "export", modelId, file.toString(), "--state-dir", stateDirectory());
    assertThat(file).isNotEmptyFile();
  }

  @Test
  void isRehearsed() throws IOException {
    Path pipeline = Path.of("../examples/flights/pipeline.yaml");
    for (String strategy : List.of("Simple", "Twin")) {
      JsonNode rehearsal =
          ask(
              "rehearse",
              withRhoLoss(pipeline, directory.resolve("rho-loss.yaml"), strategy, false, "local")
                  .toString(),
              "--device",
              "cpu");
      assertThat(rehearsal.at("/rehearsals/0/error").isNull()).isTrue();
      assertThat(rehearsal.at("/rehearsals/0/models").intValue()).isEqualTo(2);
    }
  }

  private String stateDirectory() {
    return directory.resolve("state").toString();
  }

  /** What a command prints as JSON. */
  private JsonNode ask(String... command) throws IOException {
    execute(
        Stream.concat(
                Arrays.stream(command),
                Stream.of("--output", "json", "--state-dir", stateDirectory()))
            .toArray(String[]::new));
    return JSON.readTree(output.toString());
  }

  private void execute(String... arguments) {
    output.getBuffer().setLength(0);
    error.getBuffer().setLength(0);
    CommandLine line = ModynCommand.commandLine();
    line.setOut(new PrintWriter(output, true)).setErr(new PrintWriter(error, true));
    assertThat(line.execute(arguments)).as(error.toString()).isZero();
  }
}
