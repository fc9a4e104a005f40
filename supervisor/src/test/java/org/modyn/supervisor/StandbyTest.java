package org.modyn.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.proto.supervisor.ListPipelinesRequest;
import org.modyn.proto.supervisor.PipelineEnded;
import org.modyn.proto.supervisor.SupervisorGrpc;
import org.modyn.proto.supervisor.WatchPipelineRequest;
import org.modyn.proto.supervisor.WatchPipelineResponse;
import org.modyn.supervisor.fake.FakeTrainer.Behavior;

/** Two supervisors on one database. */
final class StandbyTest {
  private static final Duration ELECTION_PERIOD = Duration.ofMillis(100);

  @TempDir private Path directory;
  private SupervisorFixture active;
  private SupervisorServer standby;
  private GrpcClient client;

  @BeforeEach
  void start() {
    active = new SupervisorFixture(directory);
    active.cluster().storage().add("flights", 0, 10, 50, 99, 100, 150, 320, 330, 400, 500);
    standby = SupervisorServer.start(active.config(), ELECTION_PERIOD);
    client = GrpcClient.connect("supervisor", standby.address());
  }

  @AfterEach
  void stop() {
    client.close();
    standby.close();
    active.close();
  }

  @Test
  void aStandbyRefusesCalls() {
    assertThatThrownBy(
            () ->
                SupervisorGrpc.newBlockingStub(client.channel())
                    .withOption(GrpcClient.PATIENCE, Duration.ofSeconds(1))
                    .listPipelines(ListPipelinesRequest.getDefaultInstance()))
        .hasMessageContaining(
            "UNAVAILABLE: this supervisor is a standby: another one on the same database is"
                + " active");
    assertThat(active.statuses()).isEmpty();
  }

  @Test
  void aStandbyContinuesThePipelinesOfASupervisorThatWasStopped() throws Exception {
    int pipelineId = startTraining();

    active.stopSupervisor();

    assertEndsAtStandby(pipelineId);
  }

  @Test
  void aStandbyContinuesThePipelinesOfASupervisorThatWasKilled() throws Exception {
    int pipelineId = startTraining();

    // all that the database and the standby see of a kill
    active.releaseLock();

    assertEndsAtStandby(pipelineId);
  }

  private int startTraining() throws InterruptedException {
    active.cluster().trainer().setBehavior(Behavior.HANG);
    int pipelineId = active.replay(SupervisorFixture.PIPELINE);
    active.cluster().trainer().awaitRunning();
    return pipelineId;
  }

  private void assertEndsAtStandby(int pipelineId) {
    active.cluster().trainer().setBehavior(Behavior.SUCCEED);
    List<WatchPipelineResponse> events = watch(pipelineId);
    PipelineEnded ended = events.getLast().getPipelineEnded();
    assertThat(ended.getError()).isEmpty();
    // the interval from 200 to 300 has no samples
    assertThat(active.cluster().selector().trainingSets()).hasSize(5);
    assertThat(events.stream().filter(WatchPipelineResponse::hasTriggerCompleted)).hasSize(4);
  }

  private List<WatchPipelineResponse> watch(int pipelineId) {
    List<WatchPipelineResponse> events = new ArrayList<>();
    SupervisorGrpc.newBlockingStub(client.channel())
        .watchPipeline(WatchPipelineRequest.newBuilder().setPipelineId(pipelineId).build())
        .forEachRemaining(events::add);
    return events;
  }
}
