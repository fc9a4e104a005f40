package org.modyn.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Commands about configuration files. */
final class ConfigCommandsTest {
  private static final Path EXAMPLE = Path.of("../examples/flights/pipeline.yaml");

  @TempDir private Path directory;

  private final StringWriter output = new StringWriter();
  private final StringWriter error = new StringWriter();

  @Test
  void aValidFileIsValid() {
    assertThat(execute("validate", EXAMPLE.toString())).isZero();
    assertThat(output.toString()).isEqualTo(EXAMPLE + ": valid" + System.lineSeparator());
    assertThat(error.toString()).isEmpty();
  }

  @Test
  void allProblemsOfAllFilesAreListed() throws IOException {
    String example = Files.readString(EXAMPLE);
    Path wrong =
        Files.writeString(
            directory.resolve("wrong.yaml"),
            example.replace("batch_size:", "batchsize:").replace("every:", "evry:"));

    assertThat(execute("validate", wrong.toString(), EXAMPLE.toString(), "nowhere.yaml"))
        .isEqualTo(1);
    assertThat(error.toString())
        .contains(wrong + " has ")
        .containsPattern(":\\d+:\\d+: training.batchsize: unknown field; did you mean")
        .containsPattern(":\\d+:\\d+: trigger.evry: unknown field; did you mean \"every\"")
        .contains("there is no file nowhere.yaml");
    assertThat(output.toString()).contains(EXAMPLE + ": valid");
  }

  @Test
  void systemConfigurationsAreValidatedToo() throws IOException {
    Path system = Files.writeString(directory.resolve("modyn.yaml"), "storage: {port: 1}\n");

    assertThat(execute("validate", "--system", system.toString())).isZero();
    assertThat(execute("validate", system.toString())).isEqualTo(1);
  }

  @Test
  void explainsFields() {
    assertThat(execute("explain", "trigger.TimeTrigger.every")).isZero();
    assertThat(output.toString()).startsWith("trigger.TimeTrigger.every: text; required");
    assertThat(execute("explain", "--system", "storage.port")).isZero();
    assertThat(output.toString()).contains("whole number, between 0 and 65535; default 50051");
    assertThat(execute("explain", "trainig")).isEqualTo(1);
    assertThat(error.toString())
        .startsWith("error: there is no field \"trainig\"; did you mean \"training\"?");
  }

  @Test
  void printsSchemas() {
    assertThat(execute("schema")).isZero();
    assertThat(output.toString()).contains("draft/2020-12", "\"Modyn pipeline\"", "batch_size");
    assertThat(execute("schema", "--system")).isZero();
    assertThat(output.toString()).contains("state_directory");
  }

  private int execute(String... arguments) {
    CommandLine line = ModynCommand.commandLine();
    line.setOut(new PrintWriter(output, true)).setErr(new PrintWriter(error, true));
    return line.execute(arguments);
  }
}
