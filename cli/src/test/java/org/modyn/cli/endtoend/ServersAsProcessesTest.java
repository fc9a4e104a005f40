package org.modyn.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.cli.dataset.FlightsPreparation;
import org.modyn.common.security.TokenFiles;

/** {@code modyn serve} and {@code modyn submit}: every server a process of its own. */
final class ServersAsProcessesTest {
  private static final int TERMINATED = 143;
  private static final Pattern DATABASE =
      Pattern.compile(
          "database ready on (\\S+):(\\d+) \\(database: (\\S+), username: (\\S+), password_file:"
              + " (\\S+)\\)");
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern HTTP = Pattern.compile("\\(http: (\\S+)\\)$");
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
      List<URI> endpoints = new ArrayList<>();
      for (int index = 0; index < SERVERS.size(); index++) {
        String line = processes.get(index + 1).awaitOutput(SERVERS.get(index));
        assertThat(line).startsWith(SERVERS.get(index) + " ready on 127.0.0.1:" + ports[index]);
        Matcher endpoint = HTTP.matcher(line);
        assertThat(endpoint.find()).as(line).isTrue();
        endpoints.add(URI.create("http://" + endpoint.group(1) + "/"));
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
              "--token-file",
              token().toString(),
              "--start-replay-at",
              "0",
              "--first-model-trigger",
              "1")) {
        assertThat(submit.awaitExit()).as(submit.error()).isZero();
        assertThat(submit.output())
            .contains("AUC newest", "mean of 3", FlightsSlice.TRIGGERS + " triggers", "report: ");
      }

      checkMetrics(endpoints);
      checkLogs(processes);

      refuseCallsWithAnotherToken(ports[5]);

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

  /** After one pipeline. */
  private void checkMetrics(List<URI> endpoints) throws Exception {
    Map<String, String> scrapes = new LinkedHashMap<>();
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (int index = 0; index < SERVERS.size(); index++) {
        HttpRequest.Builder request =
            HttpRequest.newBuilder(endpoints.get(index).resolve("metrics"));
        assertThat(client.send(request.build(), BodyHandlers.ofString()).statusCode())
            .isEqualTo(401);
        request.header("Authorization", "Bearer " + Files.readString(token()).strip());
        HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        scrapes.put(SERVERS.get(index), response.body());
      }
    }
    new MonitoringFiles(scrapes.values()).check();
    assertThat(scrapes.get("supervisor"))
        .contains(
            "modyn_supervisor_active 1.0",
            "modyn_supervisor_triggers_seconds_count " + FlightsSlice.TRIGGERS,
            "modyn_supervisor_pipelines_ended_total{status=\"completed\"} 1.0",
            "modyn_supervisor_pipelines_running 0.0");
    assertThat(scrapes.get("trainer-server"))
        .contains("modyn_trainer_jobs_seconds_count{status=\"OK\"} " + FlightsSlice.TRIGGERS);
    assertThat(scrapes.get("model-storage"))
        .contains("modyn_model_storage_stored_models_bytes_count " + FlightsSlice.TRIGGERS);
    assertThat(scrapes.get("selector"))
        .contains("modyn_selector_training_set_samples_count " + FlightsSlice.TRIGGERS);
    assertThat(scrapes.get("storage"))
        .contains(
            "modyn_storage_ingesting 1.0",
            "modyn_storage_dataset_rejected_files{dataset=\"flights\"} 0.0");
    // the pipeline trains one epoch
    assertThat(value(scrapes.get("selector"), "modyn_selector_training_set_samples_sum"))
        .isGreaterThanOrEqualTo(value(scrapes.get("trainer-server"), "modyn_trainer_samples_total"))
        .isPositive();
    assertThat(value(scrapes.get("storage"), "modyn_storage_samples_sent_total"))
        .isGreaterThanOrEqualTo(
            value(scrapes.get("trainer-server"), "modyn_trainer_samples_total")
                + value(scrapes.get("evaluator"), "modyn_evaluator_samples_total"));
  }

  /** After one pipeline. */
  private static void checkLogs(List<ModynProcess> processes) {
    assertThat(logLines(processes.get(1 + SERVERS.indexOf("supervisor"))))
        .anySatisfy(
            line -> {
              assertThat(line.path("message").textValue()).isEqualTo("Pipeline 1 is done");
              assertThat(line.path("pipeline_id").textValue()).isEqualTo("1");
            });
    assertThat(logLines(processes.get(1 + SERVERS.indexOf("trainer-server"))))
        .anySatisfy(
            line -> {
              assertThat(line.path("message").textValue()).startsWith("Stored as model ");
              assertThat(line.path("pipeline_id").textValue()).isEqualTo("1");
              assertThat(line.path("trigger_id").textValue()).isEqualTo("2");
            })
        .anySatisfy(line -> assertThat(line.path("training_id").textValue()).isEqualTo("1"));
    assertThat(logLines(processes.get(1 + SERVERS.indexOf("evaluator"))))
        .anySatisfy(
            line -> {
              assertThat(line.path("message").textValue()).startsWith("Done: evaluation 1 ");
              assertThat(line.path("pipeline_id").textValue()).isEqualTo("1");
              assertThat(line.path("evaluation_id").textValue()).isEqualTo("1");
            });
  }

  /** The log of a server, of which every line is an object. */
  private static List<JsonNode> logLines(ModynProcess process) {
    return process.errorSoFar().lines().map(ServersAsProcessesTest::parse).toList();
  }

  private static JsonNode parse(String line) {
    try {
      JsonNode json = JSON.readTree(line);
      assertThat(json.fieldNames())
          .toIterable()
          .startsWith("time", "level", "logger", "thread", "message");
      return json;
    } catch (JsonProcessingException e) {
      throw new AssertionError("not a line of JSON: " + line, e);
    }
  }

  private static double value(String scrape, String series) {
    return scrape
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + series + " in\n" + scrape));
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

  private void refuseCallsWithAnotherToken(int supervisorPort) throws Exception {
    Path other = directory.resolve("other");
    TokenFiles.create(other);
    try (ModynProcess refused =
        ModynProcess.start(
            "pipelines",
            "--supervisor",
            "127.0.0.1:" + supervisorPort,
            "--token-file",
            other.resolve("submit.token").toString())) {
      assertThat(refused.awaitExit()).isEqualTo(1);
      assertThat(refused.error())
          .contains("error: supervisor: the supervisor does not accept this token; name the file");
    }
  }

  /** The token that the servers have made. */
  private Path token() {
    return directory.resolve("state").resolve("token");
  }

  private String outputOf(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--token-file", token().toString()));
    try (ModynProcess process = ModynProcess.start(all.toArray(String[]::new))) {
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
        "--token-file",
        token().toString(),
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
        logging: {format: json}
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
        selector: {hostname: 127.0.0.1, port: %d, http_port: 0}
        model_storage: {hostname: 127.0.0.1, port: %d, http_port: 0}
        trainer_server: {hostname: 127.0.0.1, port: %d, http_port: 0}
        evaluator: {hostname: 127.0.0.1, port: %d, http_port: 0}
        supervisor: {hostname: 127.0.0.1, port: %d, http_port: 0}
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
