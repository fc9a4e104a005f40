package org.modyn.cli.command.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.cli.command.CommandRunner;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.PipelineConfig;

final class ConvertCommandTest {
  private static final String OLD =
      """
      pipeline: {name: old}
      model:
        id: DLRM
        config: {num_numerical_features: 1, categorical_features_info: {a: 2}, embedding_dim: 2, bottom_mlp_sizes: [2], top_mlp_sizes: [1]}
      model_storage: {full_model_strategy: {name: PyTorchFullModel}}
      training: # how
        gpus: 1
        dataloader_workers: 1
        use_previous_model: True
        initial_model: random
        initial_pass: {activated: False}
        batch_size: 8
        optimizers:
          - {name: o, algorithm: SGD, source: PyTorch, param_groups: [{module: model}]}
        optimization_criterion: {name: CrossEntropyLoss}
        checkpointing: {activated: False}
        selection_strategy:
          name: NewDataStrategy
          maximum_keys_in_memory: 10
          config: {reset_after_trigger: True}
      data:
        dataset_id: d
        bytes_parser_function: |
          def bytes_parser_function(raw):
            return raw.decode("utf-8")
      trigger: {id: TimeTrigger, trigger_config: {trigger_every: 1d}}
      """;

  @TempDir private Path directory;

  private final CommandRunner modyn = new CommandRunner();

  @Test
  void printsAValidFileAndReportsTheChanges() throws IOException {
    Path file = write(OLD);

    assertThat(modyn.run("convert", file.toString())).as(modyn::error).isZero();
    assertThat(modyn.output()).contains("training: # how\n", "every: 1d", "Utf8()");
    ConfigLoader.parse("converted", modyn.output(), PipelineConfig.class);
    assertThat(modyn.error().lines())
        .allMatch(line -> line.startsWith(file + ": line "))
        .anyMatch(line -> line.contains("line 11: training.initial_pass: removed ("))
        .anyMatch(line -> line.contains("line 20: "))
        .anyMatch(line -> line.contains("a Python function -> Utf8()"));
    assertThat(file).hasContent(OLD);
  }

  @Test
  void writesAFileEvenInPlace() throws IOException {
    Path file = write(OLD);

    assertThat(modyn.run("convert", file.toString(), "--out", file.toString())).isZero();

    assertThat(modyn.output()).isEmpty();
    assertThat(ConfigLoader.load(file, PipelineConfig.class).pipeline().name()).isEqualTo("old");
    assertThat(modyn.run("convert", file.toString(), "--out", file.toString())).isZero();
    assertThat(modyn.error()).isEqualTo(file + ": nothing to change\n");
  }

  @Test
  void writesWhatItCouldAndFailsWithTheProblemsThatRemain() throws IOException {
    Path file =
        write(OLD.replace("raw.decode(\"utf-8\")", "raw + raw").replace("gpus: 1", "gpu: 1"));
    Path converted = directory.resolve("new.yaml");

    assertThat(modyn.run("convert", file.toString(), "--out", converted.toString())).isEqualTo(1);

    assertThat(converted).content().contains("raw + raw", "shuffle: false");
    assertThat(modyn.error())
        .contains(
            file + ": line 23: data.bytes_parser_function: the Python function stays: ",
            "error: ",
            converted + ":7:3: training.gpu: ");
  }

  @Test
  void namesAFileThatItCannotRead() throws IOException {
    assertThat(modyn.run("convert", "nowhere.yaml")).isEqualTo(1);
    assertThat(modyn.error()).isEqualTo("error: no such file: nowhere.yaml\n");

    Path file = write("a: [1\n");
    assertThat(modyn.run("convert", file.toString())).isEqualTo(1);
    assertThat(modyn.error()).startsWith("error: " + file + ": not valid YAML: ");
    assertThat(modyn.output()).isEmpty();
  }

  @Test
  void namesAPlaceWhereItCannotWrite() throws IOException {
    Path file = write(OLD);

    assertThat(modyn.run("convert", file.toString(), "--out", directory.toString())).isEqualTo(1);
    assertThat(modyn.error())
        .isEqualTo("error: %s is a folder; name a file in it%n".formatted(directory));

    Path missing = directory.resolve("missing");
    assertThat(modyn.run("convert", file.toString(), "--out", missing.resolve("a").toString()))
        .isEqualTo(1);
    assertThat(modyn.error())
        .isEqualTo("error: %s: there is no folder %s%n".formatted(missing.resolve("a"), missing));

    assertThat(modyn.run("convert", directory.toString())).isEqualTo(1);
    assertThat(modyn.error()).isEqualTo("error: %s is a folder, not a file%n".formatted(directory));
  }

  private Path write(String text) throws IOException {
    return Files.writeString(directory.resolve("pipeline.yaml"), text);
  }
}
