package org.modyn.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.database.Database;
import org.modyn.proto.supervisor.DeletePipelineRequest;
import org.modyn.proto.supervisor.PausePipelineRequest;
import org.modyn.supervisor.client.ServiceClients;
import org.modyn.supervisor.database.EvaluationResultRepository;
import org.modyn.supervisor.database.PipelineRepository;
import org.modyn.supervisor.database.PipelineStateRepository;
import org.modyn.supervisor.fake.FakeTrainer.Behavior;
import org.modyn.supervisor.pipeline.Pipelines;

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

    try (Database database = Database.open(supervisor.config().metadataDatabase(), "supervisor");
        ServiceClients clients = ServiceClients.connect(supervisor.config())) {
      PipelineRepository repository = new PipelineRepository(database.jdbi());
      PipelineStateRepository states = new PipelineStateRepository(database.jdbi());
      Housekeeping housekeeping =
          new Housekeeping(
              new Pipelines(
                  supervisor.config(),
                  clients,
                  repository,
                  states,
                  new EvaluationResultRepository(database.jdbi())),
              repository,
              Duration.ofDays(30));

      housekeeping.deleteOld(Instant.now().plus(Duration.ofDays(29)));
      assertThat(repository.list()).extracting("id").containsExactly(finished, paused, running);

      housekeeping.deleteOld(Instant.now().plus(Duration.ofDays(31)));
      assertThat(repository.list()).extracting("id").containsExactly(paused, running);
    }
  }

  private boolean delete(int pipelineId) {
    return supervisor
        .stub()
        .deletePipeline(DeletePipelineRequest.newBuilder().setPipelineId(pipelineId).build())
        .getExisted();
  }
}
