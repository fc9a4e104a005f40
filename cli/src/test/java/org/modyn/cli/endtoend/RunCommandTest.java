package org.modyn.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.cli.command.ModynCommand;
import org.modyn.common.testing.OriginalLogFields;
import picocli.CommandLine;

/** {@code modyn run}: everything in one process. */
final class RunCommandTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private Path directory;

  private final StringWriter output = new StringWriter();
  private final StringWriter error = new StringWriter();

  @Test
  void runsAPipelineTwiceOnOneStateDirectory() throws IOException {
    FlightsSlice slice = FlightsSlice.write(directory.resolve("example"), 1);

    JsonNode first = run(slice);
    assertThat(first.get("triggers").intValue()).isEqualTo(FlightsSlice.TRIGGERS);
    // Weeks 2 to 4; the comparison is with the first trigger's model.
    assertThat(first.at("/evaluations/0/windows")).hasSize(3);
    assertThat(first.at("/evaluations/0/means/ROC-AUC/windows").intValue()).isEqualTo(3);
    long samples = 0;
    for (JsonNode week : first.at("/evaluations/0/windows")) {
      assertThat(week.get("samples_trained").longValue()).isGreaterThan(samples);
      samples = week.get("samples_trained").longValue();
      assertThat(week.at("/metrics/ROC-AUC/newest").doubleValue()).isBetween(0.3, 0.9);
    }
    Path log = Path.of(first.get("log_path").textValue());
    assertThat(OriginalLogFields.read().problemsOf(JSON.readTree(log.toFile()))).isEmpty();
    assertThat(Path.of(first.get("report_path").textValue()))
        .isRegularFile()
        .content()
        .contains("<svg", "2001-01-22");

    putOnGpu(slice.pipeline());
    JsonNode second = run(slice, "--device", "cpu");
    assertThat(second.get("pipeline_id").intValue())
        .isGreaterThan(first.get("pipeline_id").intValue());
    assertThat(second.at("/evaluations/0/means/ROC-AUC/newest"))
        .isEqualTo(first.at("/evaluations/0/means/ROC-AUC/newest"));

    findsWhatIsLeftWithoutServers(
        second.get("pipeline_id").intValue(), second.at("/evaluations/0/windows"));
    assertThat(ModynProcess.processesIn(directory)).isEmpty();
  }

  private void findsWhatIsLeftWithoutServers(int pipelineId, JsonNode windows) throws IOException {
    JsonNode models = ask("models", "list");
    assertThat(models).hasSize(2 * FlightsSlice.TRIGGERS);
    assertThat(models.findValues("id"))
        .containsAll(windows.findValues("model_id"))
        .hasSizeGreaterThan(FlightsSlice.TRIGGERS);
    assertThat(models.findValues("trigger_id")).containsAll(windows.findValues("trigger_id"));
    int model = models.get(models.size() - 1).get("id").intValue();
    Path file = directory.resolve("model.safetensors");
    execute(
        "models",
        "export",
        String.valueOf(model),
        file.toString(),
        "--state-dir",
        stateDirectory());
    assertThat(file).isNotEmptyFile();
    assertThat(ask("pipelines").findValuesAsText("status"))
        .containsExactly("completed", "completed");
    JsonNode dataset = ask("datasets", "list").get(0);
    assertThat(dataset.get("name").textValue()).isEqualTo("flights");
    assertThat(dataset.get("samples").longValue()).isPositive();
    execute("logs", String.valueOf(pipelineId), "--path", "--state-dir", stateDirectory());
    assertThat(Path.of(output.toString().strip())).isRegularFile();

    evaluatesWithoutServers(pipelineId);

    CommandLine line = ModynCommand.commandLine();
    line.setOut(new PrintWriter(output, true)).setErr(new PrintWriter(error, true));
    assertThat(line.execute("models", "list", "--state-dir", directory + "/typo")).isEqualTo(1);
    assertThat(error.toString())
        .isEqualTo(
            "error: --state-dir: %s/typo is not the state directory of a 'modyn run'%n"
                .formatted(directory));
    assertThat(directory.resolve("typo")).doesNotExist();
    assertThat(
            line.execute(
                "models", "list", "--state-dir", stateDirectory(), "--model-storage", "a:1"))
        .isEqualTo(2);
  }

  /** All models again, which must have the values that the run has measured. */
  private void evaluatesWithoutServers(int pipelineId) throws IOException {
    JsonNode recorded = ask("results", String.valueOf(pipelineId));
    Path file = directory.resolve("evaluation.yaml");
    String pipeline = Files.readString(directory.resolve("example/pipeline.yaml"));
    Files.writeString(
        file,
        pipeline
            .substring(pipeline.indexOf("\nevaluation:"))
            .replace("name: weekly", "name: again")
            .replace("device: cuda:0", "device: cpu"));
    JsonNode evaluated =
        ask("evaluate", String.valueOf(pipelineId), "--evaluation", file.toString());

    assertThat(evaluated).hasSameSizeAs(recorded);
    assertThat(evaluated.findValues("metrics")).isEqualTo(recorded.findValues("metrics"));
    assertThat(ask("results", String.valueOf(pipelineId), "--handler", "again"))
        .isEqualTo(evaluated);
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
    return JsonMapper.builder().build().readTree(output.toString());
  }

  private void execute(String... arguments) {
    output.getBuffer().setLength(0);
    CommandLine line = ModynCommand.commandLine();
    line.setOut(new PrintWriter(output, true)).setErr(new PrintWriter(error, true));
    assertThat(line.execute(arguments)).as(error.toString()).isZero();
    assertThat(error.toString()).isEmpty();
  }

  private static void putOnGpu(Path pipeline) throws IOException {
    Files.writeString(
        pipeline, Files.readString(pipeline).replace("device: cpu", "device: cuda:0"));
  }

  private JsonNode run(FlightsSlice slice, String... options) throws IOException {
    output.getBuffer().setLength(0);
    CommandLine line = ModynCommand.commandLine();
    line.setOut(new PrintWriter(output, true)).setErr(new PrintWriter(error, true));
    int exitCode =
        line.execute(
            Stream.concat(
                    Stream.of(
                        "run",
                        slice.pipeline().toString(),
                        "--state-dir",
                        directory.resolve("state").toString(),
                        "--output",
                        "json",
                        "--first-model-trigger",
                        "1"),
                    Arrays.stream(options))
                .toArray(String[]::new));
    assertThat(error.toString()).isEmpty();
    assertThat(exitCode).isZero();
    return JSON.readTree(output.toString());
  }
}
