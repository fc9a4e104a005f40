package org.modyn.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.cli.dataset.FlightsPreparation;

/** {@code modyn serve} and {@code modyn submit}: every server a process of its own. */
final class ServersAsProcessesTest {
  private static final int TERMINATED = 143;
  private static final Pattern DATABASE =
      Pattern.compile(
          "database ready on (\\S+):(\\d+) \\(database: (\\S+), username: (\\S+), password_file:"
              + " (\\S+)\\)");
  private static final List<String> SERVERS =
      List.of("storage", "selector", "model-storage", "trainer-server", "evaluator", "supervisor");

  @TempDir private Path directory;

  @Test
  void runAPipelineTogether() throws Exception {
    FlightsSlice slice = FlightsSlice.write(directory.resolve("example"), 1);
    Path flights = Files.createDirectories(directory.resolve("flights"));
    assertThat(new FlightsPreparation(slice.source().toString()).prepare(slice.source(), flights))
        .isEqualTo(slice.flights());

    List<ModynProcess> processes = new ArrayList<>();
    try {
      ModynProcess database =
          ModynProcess.start(
              "serve", "database", "--state-dir", directory.resolve("database").toString());
      processes.add(database);
      int[] ports = freePorts(SERVERS.size());
      Path config =
          Files.writeString(
              directory.resolve("modyn.yaml"),
              config(database.awaitOutput("database ready on"), ports, flights));
      for (String server : SERVERS) {
        processes.add(ModynProcess.start("serve", server, "--config", config.toString()));
      }
      for (int index = 0; index < SERVERS.size(); index++) {
        assertThat(processes.get(index + 1).awaitOutput(SERVERS.get(index)))
            .matches(
                SERVERS.get(index)
                    + " ready on 127.0.0.1:"
                    + ports[index]
                    + (SERVERS.get(index).equals("storage") ? " \\(http: 127.0.0.1:\\d+\\)" : ""));
      }

      try (ModynProcess taken =
          ModynProcess.start("serve", "storage", "--config", config.toString())) {
        assertThat(taken.awaitExit()).isEqualTo(1);
        assertThat(taken.error()).containsPattern("error: .*127.0.0.1:" + ports[0] + ".*in use");
      }

      try (ModynProcess submit =
          ModynProcess.start(
              "submit",
              slice.pipeline().toString(),
              "--supervisor",
              "127.0.0.1:" + ports[5],
              "--start-replay-at",
              "0",
              "--first-model-trigger",
              "1")) {
        assertThat(submit.awaitExit()).as(submit.error()).isZero();
        assertThat(submit.output())
            .contains("AUC newest", "mean of 3", FlightsSlice.TRIGGERS + " triggers", "report: ");
      }

      stopAPipelineThatTrains(ports[5]);

      followAPipelineThroughARestart(processes, ports[5], config);

      for (ModynProcess process : processes.reversed()) {
        process.signal("TERM");
        assertThat(process.awaitExit()).as(process.error()).isEqualTo(TERMINATED);
      }
    } finally {
      processes.reversed().forEach(ModynProcess::close);
    }
    assertThat(ModynProcess.processesIn(directory)).isEmpty();
  }

  private void stopAPipelineThatTrains(int supervisorPort) throws Exception {
    String supervisor = "127.0.0.1:" + supervisorPort;
    try (ModynProcess submit = submitEndless(supervisorPort)) {
      submit.awaitError("training, trigger 0:");
      assertThat(outputOf("status", "2", "--supervisor", supervisor))
          .contains("status:      running", "stage:       Run training", "triggers:    0");
      assertThat(outputOf("stop", "2", "--supervisor", supervisor))
          .isEqualTo("pipeline 2 stopped\n");
      assertThat(submit.awaitExit()).isEqualTo(1);
      assertThat(submit.error()).contains("error: pipeline 2 was stopped on request");
    }
    assertThat(outputOf("pipelines", "--supervisor", supervisor))
        .containsPattern("1 .* completed ")
        .containsPattern("2 .* stopped .* the pipeline was stopped on request");
    assertThat(outputOf("logs", "2", "--supervisor", supervisor))
        .contains("\"error\" : \"the pipeline was stopped on request\"");
  }

  private void followAPipelineThroughARestart(
      List<ModynProcess> processes, int supervisorPort, Path config) throws Exception {
    String supervisor = "127.0.0.1:" + supervisorPort;
    try (ModynProcess submit = submitEndless(supervisorPort)) {
      submit.awaitError("training, trigger 0:");
      processes.removeLast().close();
      submit.awaitError("waiting for the supervisor, pipeline 3 continues when it is back");
      processes.add(ModynProcess.start("serve", "supervisor", "--config", config.toString()));
      submit.awaitError("the supervisor is back");
      assertThat(outputOf("pause", "3", "--supervisor", supervisor))
          .isEqualTo("pipeline 3 is paused; 'modyn resume 3' continues it\n");
      assertThat(submit.awaitExit()).isZero();
      assertThat(submit.error())
          .contains("pipeline 3 is paused; 'modyn resume 3' continues it")
          .doesNotContain("error:");
      assertThat(submit.output()).isEmpty();
    }
    assertThat(outputOf("resume", "3", "--supervisor", supervisor))
        .isEqualTo("pipeline 3 is running\n");
    assertThat(outputOf("stop", "3", "--supervisor", supervisor)).isEqualTo("pipeline 3 stopped\n");
    assertThat(outputOf("retry", "3", "--supervisor", supervisor))
        .isEqualTo("pipeline 3 is running\n");
    assertThat(outputOf("stop", "3", "--supervisor", supervisor)).isEqualTo("pipeline 3 stopped\n");
  }

  private static String outputOf(String... arguments) throws Exception {
    try (ModynProcess process = ModynProcess.start(arguments)) {
      assertThat(process.awaitExit()).as(process.error()).isZero();
      return process.output();
    }
  }

  private ModynProcess submitEndless(int supervisorPort) throws IOException {
    FlightsSlice endless =
        FlightsSlice.write(Files.createTempDirectory(directory, "endless"), 100_000);
    return ModynProcess.start(
        "submit",
        endless.pipeline().toString(),
        "--supervisor",
        "127.0.0.1:" + supervisorPort,
        "--start-replay-at",
        "0");
  }

  private String config(String databaseLine, int[] ports, Path flights) {
    Matcher database = DATABASE.matcher(databaseLine);
    assertThat(database.matches()).as(databaseLine).isTrue();
    String section =
        "{hostname: %s, port: %s, database: %s, username: %s, password_file: %s}"
            .formatted(
                database.group(1),
                database.group(2),
                database.group(3),
                database.group(4),
                database.group(5));
    return String.format(
        Locale.ROOT,
        """
        state_directory: %s
        metadata_database: %s
        storage:
          hostname: 127.0.0.1
          port: %d
          http_port: 0
          database: %s
          datasets:
            - name: flights
              description: flights
              version: 1.0.0
              base_path: %s
              filesystem_wrapper_type: LocalFilesystemWrapper
              file_wrapper_type: BinaryFileWrapper
              file_wrapper_config: {file_extension: .bin, byteorder: little, record_size: 9, label_size: 1}
              ignore_last_timestamp: true
              file_watcher_interval: 1
              selector_batch_size: 4096
        selector: {hostname: 127.0.0.1, port: %d}
        model_storage: {hostname: 127.0.0.1, port: %d}
        trainer_server: {hostname: 127.0.0.1, port: %d}
        evaluator: {hostname: 127.0.0.1, port: %d}
        supervisor: {hostname: 127.0.0.1, port: %d}
        """,
        directory.resolve("state"),
        section,
        ports[0],
        section,
        flights,
        ports[1],
        ports[2],
        ports[3],
        ports[4],
        ports[5]);
  }

  /** Ports that were free together a moment ago. */
  private static int[] freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      int[] ports = new int[count];
      for (int index = 0; index < count; index++) {
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        sockets.add(socket);
        ports[index] = socket.getLocalPort();
      }
      return ports;
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }
}
