package org.modyn.cli.command.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.cli.command.CommandRunner;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.database.Database;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.testing.TestDatabase;
import org.modyn.supervisor.SupervisorServer;
import org.modyn.supervisor.database.EvaluationResultRepository;
import org.modyn.supervisor.database.PipelineEnd;
import org.modyn.supervisor.database.PipelineRepository;
import org.modyn.supervisor.database.PipelineRepository.NewPipeline;
import org.modyn.supervisor.evaluation.EvaluationRequest;
import org.modyn.supervisor.evaluation.EvaluationResult;
import org.modyn.supervisor.evaluation.ModelEvaluation;
import org.modyn.supervisor.event.PipelineStatus;

/** Commands that ask a supervisor, which knows pipelines from its database. */
final class PipelineCommandsTest {
  @TempDir private Path directory;
  private final CommandRunner modyn = new CommandRunner();
  private TestDatabase database;
  private SupervisorServer server;
  private Path log;

  @BeforeEach
  void start() throws Exception {
    database = TestDatabase.create();
    log = directory.resolve("pipeline_1/pipeline.log");
    try (Database connection = Database.open(database.config(), "supervisor")) {
      PipelineRepository pipelines = new PipelineRepository(connection.jdbi());
      add(pipelines, "flights");
      pipelines.setLogPath(1, log.toString());
      pipelines.end(1, new PipelineEnd(PipelineStatus.COMPLETED, Optional.empty(), 53));
      add(pipelines, "criteo-small");
      pipelines.end(
          2, new PipelineEnd(PipelineStatus.FAILED, Optional.of("trigger 0: the loss is NaN"), 0));
      add(pipelines, "flights");
      new EvaluationResultRepository(connection.jdbi()).add(0, 1, evaluation());
      connection
          .jdbi()
          .useHandle(
              handle ->
                  handle.execute(
                      """
                      UPDATE pipelines SET
                        started_at = to_timestamp(1700000000 + pipeline_id),
                        ended_at = CASE WHEN pipeline_id < 3
                          THEN to_timestamp(1700000100 + pipeline_id) END
                      """));
    }
    ModynConfig defaults = ModynConfig.defaults();
    server =
        SupervisorServer.start(
            defaults
                .withMetadataDatabase(database.config())
                .withStateDirectory(directory)
                .withSupervisor(
                    defaults.supervisor().withAddress(new ServiceAddress("localhost", 0))));
  }

  /** Model 21 is evaluated, model 22 has no samples. */
  private static ModelEvaluation evaluation() {
    EvaluationResult.Metric accuracy =
        new EvaluationResult.Metric("Accuracy", Optional.of(0.75), Optional.empty());
    EvaluationResult.Metric rocAuc =
        new EvaluationResult.Metric(
            "ROC-AUC", Optional.empty(), Optional.of("all samples have the label 1"));
    return new ModelEvaluation(
        "flights",
        21,
        LocalDateTime.of(2026, 1, 1, 0, 0),
        Duration.ofSeconds(1),
        List.of(
            new EvaluationResult(request(21), Optional.empty(), 1_000, List.of(accuracy, rocAuc)),
            new EvaluationResult(request(22), Optional.of("EMPTY_DATASET"), 0, List.of())));
  }

  private static EvaluationRequest request(int model) {
    return new EvaluationRequest(
        model - 20,
        model - 10,
        model,
        Optional.of(true),
        Optional.of(false),
        "slices",
        "flights",
        0,
        Optional.of(86_400L));
  }

  private static void add(PipelineRepository pipelines, String name) {
    pipelines.add(
        new NewPipeline(
            name,
            "{}",
            Optional.of(0),
            Optional.empty(),
            Optional.empty(),
            1,
            128,
            Optional.empty()));
  }

  @AfterEach
  void stop() {
    server.close();
    database.close();
  }

  @Test
  void listsPipelines() {
    assertThat(run("pipelines")).isZero();
    assertThat(modyn.output())
        .isEqualTo(
            """
            id  name          status     started               triggers  details
             1  flights       completed  2023-11-14T22:13:21Z        53
             2  criteo-small  failed     2023-11-14T22:13:22Z         0  trigger 0: the loss is NaN
             3  flights       failed     2023-11-14T22:13:23Z         -  the supervisor ended while\
             the pipeline was being registered
            """);
    assertThat(modyn.error()).isEmpty();
  }

  @Test
  void listsPipelinesAsJson() {
    assertThat(run("pipelines", "--output", "json")).isZero();
    assertThat(modyn.output())
        .startsWith(
            """
            [ {
              "id" : 1,
              "name" : "flights",
              "status" : "completed",
              "started" : "2023-11-14T22:13:21Z",
              "ended" : "2023-11-14T22:15:01Z",
              "triggers" : 53,
              "error" : null,
              "waiting_for" : null,
              "waiting_since" : null,
              "log_path" : "%s"
            }, {
            """
                .formatted(log));
  }

  @Test
  void showsOnePipeline() {
    assertThat(run("status", "2")).isZero();
    assertThat(modyn.output())
        .isEqualTo(
            """
            pipeline: 2 (criteo-small)
            status:   failed
            started:  2023-11-14T22:13:22Z
            ended:    2023-11-14T22:15:02Z
            error:    trigger 0: the loss is NaN
            triggers: 0
            log:      -
            """);

    assertThat(run("status", "1", "--output", "json")).isZero();
    assertThat(modyn.output()).contains("\"triggers\" : 53").contains("\"progress\" : null");
  }

  @Test
  void printsEvaluationResults() {
    assertThat(run("results", "1", "--output", "csv", "--metric", "ROC-AUC")).isZero();
    assertThat(modyn.output())
        .isEqualTo(
            """
            handler,dataset_id,interval_start,interval_end,trigger_id,training_id,model_id,\
            currently_active_model,currently_trained_model,samples,metric,value,reason
            slices,flights,1970-01-01T00:00:00Z,1970-01-02T00:00:00Z,1,11,21,true,false,1000,\
            ROC-AUC,,all samples have the label 1
            slices,flights,1970-01-01T00:00:00Z,1970-01-02T00:00:00Z,2,12,22,true,false,0,,,\
            EMPTY_DATASET
            """);
    assertThat(run("results", "1", "--model", "22")).isZero();
    assertThat(modyn.output().lines()).hasSize(2).last().asString().endsWith("0  EMPTY_DATASET");
    assertThat(run("results", "1", "--handler", "others", "--output", "json")).isZero();
    assertThat(modyn.output()).isEqualTo("[ ]\n");
    assertThat(run("results", "1", "--output", "text")).isEqualTo(2);
    assertThat(modyn.error()).contains("'text' is none of table, json and csv");
  }

  @Test
  void saysWhyAPipelineCannotBeEvaluated() throws Exception {
    assertThat(run("evaluate", "9")).isEqualTo(1);
    assertThat(modyn.error()).contains("there is no pipeline 9");

    Path file = directory.resolve("evaluation.yaml");
    Files.writeString(file, "evaluation: {device: cpu, datasets: []}\n");
    assertThat(run("evaluate", "1", "--evaluation", file.toString())).isEqualTo(1);
    assertThat(modyn.error())
        .contains(file + ":1:", "evaluation.handlers: is required", "evaluation.datasets");
  }

  @Test
  void followingAFailedPipelineFails() {
    assertThat(run("status", "2", "--follow")).isEqualTo(1);
    assertThat(modyn.output()).contains("status:   failed");
    assertThat(modyn.error()).isEqualTo("error: pipeline 2 failed: trigger 0: the loss is NaN\n");
    assertThat(run("status", "1", "--follow")).isZero();
  }

  @Test
  void leavesEndedPipelinesAsTheyAre() {
    assertThat(run("stop", "1")).isZero();
    assertThat(modyn.output()).isEqualTo("pipeline 1 had ended before: completed\n");
  }

  @Test
  void saysWhichCommandFitsTheStatus() {
    setStatus(2, PipelineStatus.PAUSED);
    assertThat(run("retry", "2")).isEqualTo(1);
    assertThat(modyn.error())
        .isEqualTo("error: pipeline 2 is paused; 'modyn resume 2' continues it\n");

    setStatus(2, PipelineStatus.FAILED);
    assertThat(run("resume", "2")).isEqualTo(1);
    assertThat(modyn.error())
        .isEqualTo(
            "error: pipeline 2 is not paused but failed; 'modyn retry 2' continues it from its last"
                + " position\n");

    assertThat(run("resume", "1")).isEqualTo(1);
    assertThat(modyn.error()).isEqualTo("error: pipeline 1 is not paused but completed\n");
    assertThat(run("retry", "1")).isEqualTo(1);
    assertThat(modyn.error())
        .isEqualTo("error: pipeline 1 has neither failed nor been stopped: it is completed\n");
    assertThat(run("pause", "1")).isEqualTo(1);
    assertThat(modyn.error())
        .contains("error: ")
        .contains("pipeline 1 cannot be paused: it is completed");
  }

  @Test
  void followingAPausedPipelineSaysHowToResumeIt() {
    setStatus(2, PipelineStatus.PAUSED);
    assertThat(run("status", "2", "--follow")).isZero();
    assertThat(modyn.output()).contains("status:   paused");
    assertThat(modyn.error()).isEqualTo("pipeline 2 is paused; 'modyn resume 2' continues it\n");
  }

  private void setStatus(int pipelineId, PipelineStatus status) {
    try (Database connection = Database.open(database.config(), "supervisor")) {
      new PipelineRepository(connection.jdbi())
          .end(pipelineId, new PipelineEnd(status, Optional.of("for a test"), 0));
    }
  }

  @Test
  void printsLogs() throws Exception {
    Files.createDirectories(log.getParent());
    // two bytes a character, behind one: characters lie across the chunks
    String text = "x" + "ü".repeat(400_000);
    Files.writeString(log, text);
    assertThat(run("logs", "1")).isZero();
    assertThat(modyn.output()).isEqualTo(text + "\n");
    assertThat(modyn.error()).isEmpty();
    assertThat(run("logs", "1", "--path")).isZero();
    assertThat(modyn.output()).isEqualTo(log + "\n");
  }

  @Test
  void saysWhatThereIsNot() {
    for (String command :
        List.of("status", "pause", "resume", "retry", "stop", "logs", "results", "evaluate")) {
      assertThat(run(command, "9")).isEqualTo(1);
      assertThat(modyn.error()).contains("error: ").contains("there is no pipeline 9");
      assertThat(modyn.output()).isEmpty();
    }
    assertThat(run("logs", "2")).isEqualTo(1);
    assertThat(modyn.error()).contains("pipeline 2 has no log");
    assertThat(run("logs", "2", "--path")).isEqualTo(1);
    assertThat(modyn.error()).contains("pipeline 2 has no log");
  }

  private int run(String... arguments) {
    String[] all = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--supervisor";
    all[arguments.length + 1] = server.address().toString();
    return modyn.run(all);
  }
}
