package org.modyn.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.system.SupervisorConfig;
import org.modyn.common.database.Database;
import org.modyn.common.operations.Traces;
import org.modyn.common.testing.CapturedLog;
import org.modyn.proto.supervisor.DeletePipelineRequest;
import org.modyn.proto.supervisor.PausePipelineRequest;
import org.modyn.proto.supervisor.ResumePipelineRequest;
import org.modyn.proto.supervisor.StopPipelineRequest;
import org.modyn.supervisor.client.ServiceClients;
import org.modyn.supervisor.database.EvaluationResultRepository;
import org.modyn.supervisor.database.PipelineRepository;
import org.modyn.supervisor.database.PipelineStateRepository;
import org.modyn.supervisor.fake.FakeModelStorage;
import org.modyn.supervisor.fake.FakeTrainer.Behavior;
import org.modyn.supervisor.pipeline.Pipelines;
import org.modyn.supervisor.pipeline.SupervisorMetrics;

/** Deletion of pipelines, with everything that servers keep of them. */
@Timeout(60)
final class DeletionTest {
  @TempDir private Path directory;
  private SupervisorFixture supervisor;

  @BeforeEach
  void start() {
    supervisor = new SupervisorFixture(directory);
    supervisor.cluster().storage().add("flights", 0, 50, 100, 150, 200, 250);
  }

  @AfterEach
  void close() {
    supervisor.close();
  }

  @Test
  void nothingIsLeft() {
    int deleted = supervisor.replay(SupervisorFixture.PIPELINE);
    Path log = Path.of(supervisor.awaitEnd(deleted).getLogPath());
    int kept = supervisor.replay(SupervisorFixture.PIPELINE);
    Path keptLog = Path.of(supervisor.awaitEnd(kept).getLogPath());

    assertThat(delete(deleted)).isTrue();

    assertThat(supervisor.cluster().selector().unregistered()).containsExactly(deleted);
    assertThat(supervisor.cluster().modelStorage().deletedPipelines()).containsExactly(deleted);
    assertThat(log.getParent()).doesNotExist();
    assertThat(keptLog).exists();
    assertThat(supervisor.statuses()).containsExactly("completed");
    assertThatThrownBy(() -> supervisor.events(deleted)).hasMessageContaining("NOT_FOUND");
    assertThat(delete(deleted)).isFalse();
  }

  @Test
  void aPipelineThatRunsIsNotDeleted() throws Exception {
    supervisor.cluster().trainer().setBehavior(Behavior.HANG);
    int pipelineId = supervisor.replay(SupervisorFixture.PIPELINE);
    supervisor.cluster().trainer().awaitRunning();

    assertThatThrownBy(() -> delete(pipelineId))
        .hasMessageContaining("pipeline 1 cannot be deleted: it is running");
    assertThat(supervisor.cluster().selector().unregistered()).isEmpty();
  }

  @Test
  void isRepeatedWhenAServerIsBack() {
    int pipelineId = supervisor.replay(SupervisorFixture.PIPELINE);
    supervisor.awaitEnd(pipelineId);
    supervisor.cluster().modelStorage().refuseDeletion(true);

    assertThatThrownBy(() -> delete(pipelineId))
        .hasMessageContaining("UNAVAILABLE")
        .hasMessageContaining("the disk is away");
    assertThat(supervisor.statuses()).containsExactly("completed");

    supervisor.cluster().modelStorage().refuseDeletion(false);
    assertThat(delete(pipelineId)).isTrue();
    assertThat(supervisor.statuses()).isEmpty();
  }

  @Test
  void finishedPipelinesAreDeletedAfterTheirTime() throws Exception {
    int finished = supervisor.replay(SupervisorFixture.PIPELINE);
    supervisor.awaitEnd(finished);
    supervisor.cluster().trainer().setBehavior(Behavior.HANG);
    int paused = supervisor.replay(SupervisorFixture.PIPELINE);
    supervisor.cluster().trainer().awaitStarts(3);
    supervisor
        .stub()
        .pausePipeline(PausePipelineRequest.newBuilder().setPipelineId(paused).build());
    int running = supervisor.replay(SupervisorFixture.PIPELINE);

    Cleaning cleaning = new Cleaning("keep_finished_pipelines: 30d");
    cleaning.run(Duration.ofDays(29));
    assertThat(supervisor.statuses()).containsExactly("completed", "paused", "running");

    cleaning.run(Duration.ofDays(31));
    assertThat(supervisor.statuses()).containsExactly("paused", "running");
  }

  @Test
  void theNewestModelsAndTrainingSetsAreKept() {
    int pipelineId = supervisor.replay(SupervisorFixture.PIPELINE);
    supervisor.awaitEnd(pipelineId);
    Cleaning cleaning =
        new Cleaning("keep_models: {newest: 1, age: 2d}, keep_training_sets: {newest: 3, age: 4d}");

    cleaning.run(Duration.ofDays(1));
    assertThat(supervisor.cluster().modelStorage().deletedModels()).isEmpty();

    cleaning.run(Duration.ofDays(3));
    assertThat(supervisor.cluster().modelStorage().deletedModels()).containsExactly(101);
    assertThat(supervisor.cluster().selector().keptTrainingSets()).isEmpty();

    cleaning.run(Duration.ofDays(5));
    assertThat(supervisor.cluster().modelStorage().deletedModels()).containsExactly(101);
    assertThat(supervisor.cluster().selector().keptTrainingSets())
        .containsExactly(Map.entry(pipelineId, 3));
    assertThat(supervisor.statuses()).containsExactly("completed");
  }

  @Test
  void modelsOfIrreducibleLossesAreDeletedWithThoseOfTheirTriggers() {
    int pipelineId = supervisor.replay(SupervisorFixture.PIPELINE);
    supervisor.awaitEnd(pipelineId);
    FakeModelStorage models = supervisor.cluster().modelStorage();
    models.addIrreducibleLossModel(pipelineId, 0, 201);
    models.addIrreducibleLossModel(pipelineId, 0, 202);
    models.addIrreducibleLossModel(pipelineId, 1, 203);
    models.addIrreducibleLossModel(pipelineId + 1, 0, 204);

    new Cleaning("keep_models: {newest: 1}").run(Duration.ofDays(1));

    assertThat(models.deletedModels()).containsExactly(201, 202, 101);
  }

  @Test
  void modelsThatAnotherPipelineStartsFromAreKept() throws Exception {
    int first = supervisor.replay(SupervisorFixture.PIPELINE);
    supervisor.awaitEnd(first);
    supervisor.cluster().trainer().setBehavior(Behavior.HANG);
    supervisor.replay(
        SupervisorFixture.PIPELINE.replace(
            "initial_model: random", "initial_model: pretrained\n  initial_model_id: 101"));
    supervisor.cluster().trainer().awaitRunning();

    new Cleaning("keep_models: {newest: 1}").run(Duration.ofDays(1));

    assertThat(supervisor.cluster().modelStorage().deletedModels()).isEmpty();
    assertThatThrownBy(() -> delete(first))
        .hasMessageContaining(
            "pipeline 1 cannot be deleted: another pipeline that has not ended starts from its"
                + " model 101");
  }

  @Test
  void modelsThatARetryWouldEvaluateAreKept() throws Exception {
    supervisor.cluster().trainer().setBehavior(Behavior.HANG);
    int stopped = supervisor.replay(SupervisorFixture.PIPELINE);
    supervisor.cluster().trainer().awaitRunning();
    supervisor.stub().stopPipeline(StopPipelineRequest.newBuilder().setPipelineId(stopped).build());
    supervisor.cluster().trainer().setBehavior(Behavior.SUCCEED);

    new Cleaning("keep_models: {newest: 1}").run(Duration.ofDays(1));
    supervisor
        .stub()
        .resumePipeline(ResumePipelineRequest.newBuilder().setPipelineId(stopped).build());

    assertThat(supervisor.awaitEnd(stopped).getSuccess()).isTrue();
    assertThat(supervisor.cluster().modelStorage().deletedModels()).isEmpty();
  }

  @Test
  void checkpointsAreDeleted() {
    int pipelineId = replayWithCheckpoints();

    assertThat(delete(pipelineId)).isTrue();

    assertThat(supervisor.cluster().trainer().deletedCheckpoints())
        .containsExactly(Map.entry(pipelineId, "/checkpoints"));
  }

  @Test
  void checkpointsThatTheTrainerServerMayNotDeleteAreLeft() {
    int pipelineId = replayWithCheckpoints();
    supervisor.cluster().trainer().refuseCheckpointPaths();

    try (CapturedLog log = CapturedLog.start()) {
      assertThat(delete(pipelineId)).isTrue();
      assertThat(log.warnings())
          .anySatisfy(
              line ->
                  assertThat(line)
                      .contains("The checkpoints of pipeline 1 in /checkpoints are left")
                      .contains("lies outside of the folders for checkpoints"));
    }
    assertThat(supervisor.statuses()).isEmpty();
    assertThat(supervisor.cluster().modelStorage().deletedPipelines()).containsExactly(pipelineId);
  }

  private int replayWithCheckpoints() {
    int pipelineId =
        supervisor.replay(
            SupervisorFixture.PIPELINE.replace(
                "checkpointing: {activated: false}",
                "checkpointing: {activated: true, interval: 5, path: /checkpoints}"));
    supervisor.awaitEnd(pipelineId);
    return pipelineId;
  }

  @Test
  void aClockThatIsAheadMakesNothingOlder() {
    new Cleaning("keep_finished_pipelines: 1d")
        .with(
            housekeeping -> {
              Instant before = Instant.now();
              assertThat(housekeeping.earliestTime())
                  .isBetween(before.minusSeconds(60), before.plusSeconds(60));
            },
            InstantSource.system());
    // set forward after the start, and before it
    AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    new Cleaning("keep_finished_pipelines: 1d")
        .with(
            housekeeping -> {
              ahead.set(Duration.ofDays(400));
              assertThat(housekeeping.earliestTime()).isBefore(Instant.now().plusSeconds(60));
            },
            () -> Instant.now().plus(ahead.get()));
    new Cleaning("keep_finished_pipelines: 1d")
        .with(
            housekeeping ->
                assertThat(housekeeping.earliestTime()).isBefore(Instant.now().plusSeconds(60)),
            InstantSource.offset(InstantSource.system(), Duration.ofDays(400)));
  }

  /** The housekeeping of a supervisor with other settings. */
  private final class Cleaning {
    private final SupervisorConfig settings;

    Cleaning(String settings) {
      this.settings =
          ConfigLoader.parseSection("supervisor", "{" + settings + "}", SupervisorConfig.class);
    }

    /** Runs it when some time has passed. */
    void run(Duration later) {
      with(
          housekeeping -> housekeeping.deleteOld(Instant.now().plus(later)),
          InstantSource.system());
    }

    void with(Consumer<Housekeeping> action, InstantSource clock) {
      try (Database database = Database.open(supervisor.config().metadataDatabase(), "supervisor");
          ServiceClients clients = ServiceClients.connect(supervisor.config())) {
        PipelineRepository repository = new PipelineRepository(database.jdbi());
        Pipelines pipelines =
            new Pipelines(
                supervisor.config(),
                clients,
                repository,
                new PipelineStateRepository(database.jdbi()),
                new EvaluationResultRepository(database.jdbi()),
                new SupervisorMetrics(new SimpleMeterRegistry()),
                Traces.none().tracer());
        try (Housekeeping housekeeping = new Housekeeping(pipelines, repository, settings, clock)) {
          action.accept(housekeeping);
        }
      }
    }
  }

  private boolean delete(int pipelineId) {
    return supervisor
        .stub()
        .deletePipeline(DeletePipelineRequest.newBuilder().setPipelineId(pipelineId).build())
        .getExisted();
  }
}
