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
import picocli.CommandLine;

/** {@code modyn run}: everything in one process. */
final class RunCommandTest {
  @TempDir private Path directory;

  private final StringWriter output = new StringWriter();
  private final StringWriter error = new StringWriter();

  @Test
  void runsAPipelineTwiceOnOneStateDirectory() throws IOException {
    FlightsSlice slice = FlightsSlice.write(directory.resolve("example"), 1);

    JsonNode first = run(slice);
    assertThat(first.get("triggers").intValue()).isEqualTo(FlightsSlice.TRIGGERS);
    assertThat(first.get("metric").textValue()).isEqualTo("ROC-AUC");
    // Weeks 2 to 4; the comparison is with the first trigger's model.
    assertThat(first.get("weeks")).hasSize(3);
    assertThat(first.get("weeks_compared").intValue()).isEqualTo(3);
    long samples = 0;
    for (JsonNode week : first.get("weeks")) {
      assertThat(week.get("samples_trained").longValue()).isGreaterThan(samples);
      samples = week.get("samples_trained").longValue();
      assertThat(week.get("auc_retrained").doubleValue()).isBetween(0.3, 0.9);
    }
    assertThat(Path.of(first.get("log_path").textValue())).isRegularFile();
    assertThat(Path.of(first.get("report_path").textValue()))
        .isRegularFile()
        .content()
        .contains("<svg", "2001-01-22");

    putOnGpu(slice.pipeline());
    JsonNode second = run(slice, "--device", "cpu");
    assertThat(second.get("pipeline_id").intValue())
        .isGreaterThan(first.get("pipeline_id").intValue());
    assertThat(second.get("mean_auc_retrained")).isEqualTo(first.get("mean_auc_retrained"));

    assertThat(ModynProcess.processesIn(directory)).isEmpty();
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
    return JsonMapper.builder().build().readTree(output.toString());
  }
}
