package org.modyn.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.ml.testing.TestDevices;
import picocli.CommandLine;

/** What needs no server: usage, help, and files that are wrong. */
final class ModynCommandTest {
  private static final Path EXAMPLE = Path.of("../examples/flights");

  @TempDir private Path directory;

  private final StringWriter output = new StringWriter();
  private final StringWriter error = new StringWriter();

  @Test
  void printsItsVersion() {
    assertThat(execute("version")).isZero();
    assertThat(output.toString()).matches("modyn \\d\\S+ \\(Java \\d+\\)\\R");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "submit",
        "validate",
        "convert",
        "explain",
        "schema",
        "pipelines",
        "status",
        "pause",
        "resume",
        "retry",
        "stop",
        "logs",
        "report",
        "datasets",
        "models",
        "serve",
        "tokens",
        "certificates",
        "doctor",
        "completion",
        "version"
      })
  void hasHelpForEveryCommand(String command) {
    assertThat(execute(command, "--help")).isZero();
    assertThat(output.toString()).contains("Usage: modyn " + command).contains("-h, --help");

    output.getBuffer().setLength(0);
    assertThat(execute("help", command)).isZero();
    assertThat(output.toString()).contains("Usage: modyn " + command);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "datasets list",
        "datasets register",
        "datasets status",
        "models list",
        "models show",
        "models samples",
        "models export"
      })
  void hasHelpForCommandsOfCommands(String command) {
    assertThat(execute(("help " + command).split(" "))).isZero();
    assertThat(output.toString()).contains("Usage: modyn " + command).contains("-h, --help");
    output.getBuffer().setLength(0);
    assertThat(execute((command + " --help").split(" "))).isZero();
    assertThat(output.toString()).contains("Usage: modyn " + command).contains("-h, --help");
  }

  @Test
  void listsTheCommands() {
    assertThat(execute("help")).isZero();
    assertThat(output.toString()).contains("run", "submit", "serve", "version", "Exit codes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|a command is missing",
        "rnu|Unmatched argument at index 0: 'rnu'",
        "run|Missing required parameter: 'PIPELINE'",
        "run p.yaml --output xml|option '--output': 'xml' is neither text nor json",
        "run p.yaml --first-model-trigger 0|--first-model-trigger: 0 is less than 1",
        "run p.yaml --maximum-triggers 0|--maximum-triggers: 0 is less than 1",
        "run p.yaml --start-replay-at -8 --stop-replay-at -9|--stop-replay-at: -9 is before",
        "run p.yaml --start-replay-at 9 --stop-replay-at 8|--stop-replay-at: 8 is before",
        "run p.yaml --start-replay-at soon|Invalid value for option '--start-replay-at'",
        "submit p.yaml --supervisor here|Invalid value for option '--supervisor': 'here' is not"
            + " an address",
        "submit p.yaml --supervisor h:1 --stop-replay-at 1|--stop-replay-at needs"
            + " --start-replay-at",
        "datasets|a command is missing",
        "help models lst|'modyn models' has no command 'lst'; did you mean \"list\"?",
        "models|a command is missing",
        "models list --model-storage here|option '--model-storage': 'here' is not an address",
        "models samples 1 --output text|option '--output': 'text' is none of table, json and csv",
        "datasets list --output xml|option '--output': 'xml' is neither text nor json",
        "pipelines --output xml|option '--output': 'xml' is neither text nor json",
        "status --follow|--follow needs a PIPELINE_ID",
        "stop first|Invalid value for positional parameter at index 0 (PIPELINE_ID)",
        "serve|Missing required parameter: 'SERVER'",
        "serve trainer --config c.yaml|there is no server 'trainer'; there is: storage,"
            + " model-storage",
        "serve storage|storage needs --config, and takes neither --state-dir nor --port",
        "serve database --config c.yaml|database needs --state-dir, and takes neither --config nor"
            + " --insecure",
        "serve database --state-dir d --port 70000|--port: 70000 is not a port, 1 to 65535",
        "serve storage --config c.yaml --port 7|storage needs --config, and takes neither"
            + " --state-dir nor --port",
      })
  void refusesWrongUsage(String arguments, String message) {
    assertThat(execute(arguments.isEmpty() ? new String[0] : arguments.split(" "))).isEqualTo(2);
    assertThat(error.toString()).startsWith("error: ").contains(message).contains("--help'");
    assertThat(output.toString()).isEmpty();
  }

  @Test
  void namesAMissingFile() {
    assertFails("no such file: nowhere.yaml", "run", "nowhere.yaml");
  }

  @Test
  void namesTheLineAndTheNearestNameOfAnUnknownField() throws IOException {
    Path pipeline = pipeline("batch_size: 512", "batchsize: 512");

    assertFails("batch_size", "run", pipeline.toString());
    assertThat(error.toString())
        .contains(pipeline + ":")
        .contains("training")
        .contains("batchsize");
  }

  @Test
  void namesAnUnknownDatasetBeforeAnythingStarts() throws IOException {
    Path pipeline = pipeline("data:\n  dataset_id: flights", "data:\n  dataset_id: trains");

    Path state = directory.resolve("state");
    assertFails(
        "data.dataset_id: there is no dataset 'trains'",
        "run",
        pipeline.toString(),
        "--state-dir",
        state.toString());
    assertThat(state).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "rehearse"})
  void namesAWrongNumberOfSimulatedDevicesBeforeAnythingStarts(String command) {
    Path state = directory.resolve("state");
    try (TestDevices simulated = TestDevices.simulate("none")) {
      assertFails(
          "modyn.simulated_devices=none is not a number of devices from 1 to 64",
          command,
          EXAMPLE.resolve("pipeline.yaml").toString(),
          "--state-dir",
          state.toString());
    }
    assertThat(state).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "rehearse", "pipelines", "models list", "datasets list"})
  void namesAStateDirectoryThatIsAFile(String command) throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
    if (command.startsWith("r")) {
      arguments.add(EXAMPLE.resolve("pipeline.yaml").toString());
    }
    arguments.addAll(List.of("--state-dir", file.toString()));
    assertFails(file + " is a file; name a directory", arguments.toArray(String[]::new));
    assertThat(file).isEmptyFile();
  }

  @Test
  void namesAWrongSystemConfiguration() throws IOException {
    Path config = Files.writeString(directory.resolve("modyn.yaml"), "storage: {port: many}\n");

    assertFails("port", "serve", "storage", "--config", config.toString());
    assertThat(error.toString()).contains("modyn.yaml:1");
  }

  @Test
  void saysThatThereIsNoSupervisor() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertFails(
        "cannot reach the supervisor at localhost:" + port,
        "submit",
        EXAMPLE.resolve("pipeline.yaml").toString(),
        "--supervisor",
        "localhost:" + port);
  }

  @Test
  void saysAtOnceThatThereIsNoSuchHost() {
    assertFails(
        "cannot reach the supervisor at nowhere.invalid:1: there is no host nowhere.invalid",
        "pipelines",
        "--supervisor",
        "nowhere.invalid:1");
  }

  @Test
  void failsWhenItsOutputIsLost() {
    assertThat(executeInto("No space left on device")).isEqualTo(1);
    assertThat(error.toString())
        .isEqualToIgnoringNewLines("error: cannot write the output: No space left on device");
  }

  @Test
  void saysNothingWhenTheReaderWantsNoMore() {
    assertThat(executeInto("Broken pipe")).isEqualTo(141);
    assertThat(error.toString()).isEmpty();
  }

  private int executeInto(String failure) {
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int octet) throws IOException {
            throw new IOException(failure);
          }
        };
    CommandLine line = ModynCommand.commandLine().setErr(new PrintWriter(error, true));
    return ModynCommand.execute(line, broken, "version");
  }

  @Test
  void printsUtf8WhateverTheLocale() throws IOException {
    Path pipeline = Files.writeString(directory.resolve("p.yaml"), "# Größe\npipeline: 1\n");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CommandLine line = ModynCommand.commandLine().setErr(new PrintWriter(error, true));

    assertThat(ModynCommand.execute(line, bytes, "convert", pipeline.toString())).isEqualTo(1);

    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("# Größe\npipeline: 1\n");
  }

  private void assertFails(String message, String... arguments) {
    assertThat(execute(arguments)).isEqualTo(1);
    assertThat(error.toString()).startsWith("error: ").contains(message);
    assertThat(output.toString()).isEmpty();
  }

  private Path pipeline(String text, String replacement) throws IOException {
    String example = Files.readString(EXAMPLE.resolve("pipeline.yaml"));
    assertThat(example).contains(text);
    return Files.writeString(
        directory.resolve("pipeline.yaml"), example.replace(text, replacement));
  }

  private int execute(String... arguments) {
    CommandLine line = ModynCommand.commandLine();
    line.setOut(new PrintWriter(output, true)).setErr(new PrintWriter(error, true));
    return line.execute(arguments);
  }
}
