package org.modyn.cli.command.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.cli.command.CommandRunner;
import org.modyn.cli.report.Logs;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.testing.TestDatabase;
import org.modyn.proto.supervisor.JsonString;
import org.modyn.proto.supervisor.PipelineEnded;
import org.modyn.proto.supervisor.PipelineResponse;
import org.modyn.proto.supervisor.StartPipelineRequest;
import org.modyn.proto.supervisor.SupervisorGrpc;
import org.modyn.proto.supervisor.WatchPipelineRequest;
import org.modyn.proto.supervisor.WatchPipelineResponse;
import org.modyn.supervisor.SupervisorServer;
import org.modyn.supervisor.fake.FakeCluster;

/** {@code modyn report} on the logs of pipelines that a real supervisor ran on fake servers. */
final class ReportCommandTest {
  private static final String PIPELINE =
      """
      pipeline: {name: flights}
      model: {id: Dummy}
      model_storage: {full_model_strategy: {name: PyTorchFullModel}}
      training:
        gpus: 1
        dataloader_workers: 2
        batch_size: 512
        shuffle: true
        use_previous_model: true
        initial_model: random
        checkpointing: {activated: false}
        optimizers:
          - name: default
            algorithm: SGD
            source: PyTorch
            param_groups: [{module: model, config: {lr: 0.001}}]
        optimization_criterion: {name: BCEWithLogitsLoss}
      data:
        dataset_id: flights
        bytes_parser_function: 'Record(fields=[Field("hour", "uint8")])'
      trigger: {id: TimeTrigger, every: 100s}
      selection_strategy:
        name: NewDataStrategy
        maximum_keys_in_memory: 1000
        storage_backend: local
        tail_triggers: 0
      evaluation:
        device: cpu
        handlers:
          - name: future
            execution_time: after_pipeline
            models: matrix
            strategy: {type: SlicingEvalStrategy, eval_every: 200s, eval_start_from: 0, eval_end_at: 600}
            datasets: [flights]
        datasets:
          - dataset_id: flights
            bytes_parser_function: 'Record(fields=[Field("hour", "uint8")])'
            batch_size: 512
            dataloader_workers: 1
            metrics:
              - {name: Accuracy, evaluation_transformer_function: 'Threshold(0)'}
              - {name: RocAuc}
      """;

  @TempDir private Path directory;
  private final CommandRunner modyn = new CommandRunner();
  private TestDatabase database;
  private FakeCluster cluster;
  private SupervisorServer server;

  @BeforeEach
  void start() {
    database = TestDatabase.create();
    cluster = new FakeCluster();
    cluster.storage().add("flights", 0, 10, 50, 99, 100, 150, 320, 330, 400);
    server = SupervisorServer.start(cluster.config(database.config(), directory));
  }

  @AfterEach
  void stop() {
    server.close();
    cluster.close();
    database.close();
  }

  /** Runs a pipeline to its end; returns its last event. */
  private PipelineEnded run(String pipeline) {
    try (GrpcClient client = GrpcClient.connect("supervisor", server.address())) {
      SupervisorGrpc.SupervisorBlockingStub supervisor =
          SupervisorGrpc.newBlockingStub(client.channel());
      PipelineResponse response =
          supervisor.startPipeline(
              StartPipelineRequest.newBuilder()
                  .setPipelineConfig(JsonString.newBuilder().setValue(pipeline))
                  .setStartReplayAt(0)
                  .build());
      assertThat(response.getException()).isEmpty();
      int id = response.getPipelineId();
      WatchPipelineResponse[] last = new WatchPipelineResponse[1];
      supervisor
          .watchPipeline(WatchPipelineRequest.newBuilder().setPipelineId(id).build())
          .forEachRemaining(event -> last[0] = event);
      return last[0].getPipelineEnded();
    }
  }

  @Test
  void reportsOnAPipelineByItsIdAndByItsLog() throws Exception {
    Path log = Path.of(run(PIPELINE).getLogPath());
    Path page = directory.resolve("page.html");

    assertThat(report("1", "--output-file", page.toString(), "--first-model-trigger", "1"))
        .isZero();
    assertThat(modyn.error()).isEmpty();
    String byId = modyn.output();
    // Trigger 2 has no samples; the model of trigger 1 was trained on 100 and 150, that of 3 last.
    assertThat(byId.replaceAll("\\d+\\.\\d\\d(?!\\d)", "S"))
        .contains("from        trigger  model  samples  seconds  Accuracy newest  Accuracy first")
        .contains("pipeline 1 (flights): 4 triggers, ")
        .endsWith("log: " + log + "\nreport: " + page + "\n");
    assertThat(page).content().contains("<h1>Pipeline 1: flights</h1>", "<svg");

    assertThat(modyn.run("report", "--log", log.toString(), "--first-model-trigger", "1")).isZero();
    assertThat(
            modyn.output().replace(log.resolveSibling("report.html").toString(), page.toString()))
        .isEqualTo(byId);
    assertThat(log.resolveSibling("report.html")).hasSameTextualContentAs(page);
  }

  @Test
  void hasTheValuesOfTheLog() throws Exception {
    run(PIPELINE);

    assertThat(report("1", "--output", "json", "--output-file", directory + "/page.html")).isZero();
    JsonNode document = JsonMapper.builder().build().readTree(modyn.output());
    assertThat(document.get("evaluations")).hasSize(1);
    assertThat(document.at("/evaluations/0/windows").findValuesAsText("model_id"))
        .containsExactly("102", "103");
    assertThat(document.at("/trigger_costs").findValuesAsText("model_id"))
        .containsExactly("101", "102", "null", "103");
    assertThat(document.at("/trigger_costs/0/samples").longValue()).isEqualTo(4);
  }

  @Test
  void comparesPipelines() throws Exception {
    run(PIPELINE);
    run(PIPELINE.replace("name: flights", "name: rare").replace("100s", "300s"));
    Path file = Files.writeString(directory.resolve("other.log"), Logs.weekly());
    Path page = directory.resolve("page.html");

    assertThat(report("1", "2", "--log", file.toString(), "--output-file", page.toString()))
        .isZero();
    assertThat(modyn.error()).isEmpty();
    assertThat(modyn.output()).contains(" 1  flights  ", " 2  rare  ", " 7  flights  ");
    assertThat(page).content().contains("Comparison of 3 pipelines", ">2 rare</text>");
  }

  @Test
  void aPipelineWithoutEvaluationsHasTriggersAndCosts() throws Exception {
    run(PIPELINE.substring(0, PIPELINE.indexOf("evaluation:")));
    Path page = directory.resolve("page.html");

    assertThat(report("1", "--output-file", page.toString())).isZero();
    assertThat(modyn.output()).contains("triggers, ");
    assertThat(page).content().contains("Triggers and their cost");
  }

  @Test
  void saysWhatIsMissing() throws Exception {
    run(PIPELINE.substring(0, PIPELINE.indexOf("evaluation:")));
    run(PIPELINE);

    assertThat(report("1", "2")).isEqualTo(1);
    assertThat(modyn.error())
        .startsWith("error: ")
        .endsWith(
            "has no evaluations to compare; report it alone for its triggers and their cost\n");
    assertThat(report("9")).isEqualTo(1);
    assertThat(modyn.error()).contains("there is no pipeline 9");
    assertThat(modyn.run("report")).isEqualTo(2);
    assertThat(modyn.error()).startsWith("error: name a pipeline, by its id or with --log\n");
    assertThat(modyn.run("report", "--log", directory + "/missing.log")).isEqualTo(1);
    assertThat(modyn.error()).isEqualTo("error: there is no file " + directory + "/missing.log\n");
  }

  private int report(String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "report";
    all[1] = "--supervisor";
    all[2] = server.address().toString();
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    return modyn.run(all);
  }
}
