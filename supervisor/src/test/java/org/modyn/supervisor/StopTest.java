package org.modyn.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.proto.supervisor.PausePipelineRequest;
import org.modyn.proto.supervisor.PipelineEnded;
import org.modyn.proto.supervisor.ResumePipelineRequest;
import org.modyn.proto.supervisor.StartPipelineRequest;
import org.modyn.proto.supervisor.StopPipelineRequest;
import org.modyn.proto.supervisor.StopPipelineResponse;
import org.modyn.proto.supervisor.WatchPipelineResponse;
import org.modyn.supervisor.fake.FakeTrainer.Behavior;
import org.modyn.supervisor.pipeline.Pipelines;

/** Pipelines that are stopped on request, whatever they are doing. */
class StopTest {
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
  void whileItTrainsTheTrainingIsStopped() throws Exception {
    supervisor.cluster().trainer().setBehavior(Behavior.HANG);
    int pipelineId = supervisor.replay(SupervisorFixture.PIPELINE);
    supervisor.cluster().trainer().awaitRunning();

    assertStopped(pipelineId);
    assertThat(supervisor.cluster().trainer().stopped()).containsExactly(1);
    PipelineEnded ended = supervisor.awaitEnd(pipelineId);
    assertThat(Path.of(ended.getLogPath()))
        .content()
        .contains("\"error\" : \"the pipeline was stopped on request\"");
    var exit = supervisor.poll(pipelineId).getPipelineStageList().getLast().getExitMsg();
    assertThat(exit.getException()).isEqualTo("the pipeline was stopped on request");
  }

  @Test
  void whileATrainingIsBeingStartedItIsStoppedAfterwards() throws Exception {
    supervisor.cluster().trainer().setBehavior(Behavior.HANG);
    supervisor.cluster().trainer().holdStart();
    int pipelineId = supervisor.replay(SupervisorFixture.PIPELINE);
    supervisor.cluster().trainer().awaitStartRequested();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var stopping = executor.submit(() -> stop(pipelineId));
      supervisor.cluster().trainer().releaseStart();

      assertThat(stopping.get().getStatus()).isEqualTo("stopped");
    }
    assertThat(supervisor.cluster().trainer().stopped()).containsExactly(1);
  }

  /** As one that is frozen, or busy for ever. */
  @Test
  @Timeout(60)
  void aServerThatDoesNotAnswerKeepsNobodyFromStopping() throws Exception {
    supervisor.cluster().trainer().holdStart();
    int pipelineId = supervisor.replay(SupervisorFixture.PIPELINE);
    supervisor.cluster().trainer().awaitStartRequested();

    assertStopped(pipelineId);
    supervisor.cluster().trainer().releaseStart();
  }

  @Test
  void whileItEvaluatesTheEvaluationsAreCleanedUp() throws Exception {
    supervisor.cluster().evaluator().hang();
    int pipelineId = supervisor.replay(SupervisorFixture.PIPELINE);
    supervisor.cluster().evaluator().awaitRunning();

    assertStopped(pipelineId);
    assertThat(supervisor.cluster().evaluator().kept()).isZero();
  }

  @Test
  void whileItWaitsForData() {
    int pipelineId =
        supervisor
            .submit(SupervisorFixture.request(SupervisorFixture.PIPELINE).build())
            .getPipelineId();

    assertStopped(pipelineId);
  }

  @Test
  void afterItsEndItStaysAsItIs() {
    int pipelineId = supervisor.replay(SupervisorFixture.PIPELINE);
    PipelineEnded ended = supervisor.awaitEnd(pipelineId);
    assertThat(ended.getStatus()).isEqualTo("completed");

    StopPipelineResponse completed =
        StopPipelineResponse.newBuilder().setStatus("completed").build();
    assertThat(stop(pipelineId)).isEqualTo(completed);
    supervisor.restartSupervisor();
    assertThat(stop(pipelineId)).isEqualTo(completed);
    assertThat(supervisor.awaitEnd(pipelineId)).isEqualTo(ended);
  }

  @Test
  void manyRequestsAtOnceAgree() throws Exception {
    supervisor.cluster().trainer().setBehavior(Behavior.HANG);
    int pipelineId = supervisor.replay(SupervisorFixture.PIPELINE);
    supervisor.cluster().trainer().awaitRunning();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<StopPipelineResponse>> requests =
          Stream.generate(() -> CompletableFuture.supplyAsync(() -> stop(pipelineId), executor))
              .limit(8)
              .toList();
      for (CompletableFuture<StopPipelineResponse> request : requests) {
        assertThat(request.get().getStatus()).isEqualTo("stopped");
      }
    }
    assertThat(supervisor.cluster().trainer().stopped()).containsExactly(1);
  }

  /**
   * Whichever comes first, the stop or the end: all report the same state, and nothing is left
   * running.
   */
  @Test
  void atAnyMomentEveryoneHearsTheSame() {
    for (int round = 0; round < 20; round++) {
      int pipelineId = supervisor.replay(SupervisorFixture.PIPELINE);
      var events = supervisor.watch(pipelineId);
      for (int event = 0; event < round * 3 && events.hasNext(); event++) {
        events.next();
      }
      StopPipelineResponse response = stop(pipelineId);

      assertThat(response.getStatus()).isIn("stopped", "completed");
      PipelineEnded ended = supervisor.awaitEnd(pipelineId);
      assertThat(ended.getStatus()).isEqualTo(response.getStatus());
      List<WatchPipelineResponse> heard = new ArrayList<>();
      events.forEachRemaining(heard::add);
      if (!heard.isEmpty()) {
        assertThat(heard.getLast().getPipelineEnded()).isEqualTo(ended);
      }
      assertThat(supervisor.cluster().evaluator().kept()).isZero();
    }
  }

  @Test
  void aPausedPipelineContinuesWhereItWas() throws Exception {
    supervisor.cluster().trainer().setBehavior(Behavior.HANG);
    int pipelineId = supervisor.replay(SupervisorFixture.PIPELINE);
    supervisor.cluster().trainer().awaitRunning();

    assertThat(pause(pipelineId)).isEqualTo("paused");
    assertThat(supervisor.awaitEnd(pipelineId).getStatus()).isEqualTo("paused");
    assertThat(supervisor.cluster().trainer().stopped()).containsExactly(1);
    assertThatThrownBy(() -> pause(pipelineId))
        .hasMessageContaining("pipeline 1 cannot be paused: it is paused");
    supervisor.restartSupervisor();
    assertThat(supervisor.awaitEnd(pipelineId).getStatus()).isEqualTo("paused");
    supervisor.cluster().trainer().setBehavior(Behavior.SUCCEED);
    assertThat(resume(pipelineId)).isIn("running", "completed");

    assertThat(supervisor.awaitEnd(pipelineId).getError()).isEmpty();
    assertThat(supervisor.cluster().selector().calls())
        .containsExactly(
            "trigger 1 2 @0 #0", "inform 3 @2", "inform 4 @3", "trigger - @4 #1", "inform 5 6 @4");
    assertThatThrownBy(() -> resume(pipelineId))
        .hasMessageContaining("pipeline 1 cannot be resumed: it is completed");
  }

  @Test
  void aFailedPipelineIsRetriedFromItsPosition() {
    supervisor.cluster().trainer().setBehavior(Behavior.FAIL);
    int pipelineId = supervisor.replay(SupervisorFixture.PIPELINE);
    assertThat(supervisor.awaitEnd(pipelineId).getStatus()).isEqualTo("failed");
    supervisor.cluster().trainer().setBehavior(Behavior.SUCCEED);
    resume(pipelineId);

    assertThat(supervisor.awaitEnd(pipelineId).getError()).isEmpty();
    var requests = supervisor.cluster().trainer().requests();
    assertThat(requests).hasSize(3);
    assertThat(requests.get(1).getTriggerId()).isEqualTo(requests.getFirst().getTriggerId());
    assertThat(requests.get(1).getRequestId()).isNotEqualTo(requests.getFirst().getRequestId());
  }

  @Test
  void pipelinesAboveTheLimitWaitInAQueue() throws Exception {
    supervisor.limitPipelines(1);
    supervisor.cluster().trainer().setBehavior(Behavior.HANG);
    int first = supervisor.replay(SupervisorFixture.PIPELINE);
    supervisor.cluster().trainer().awaitRunning();
    int second = supervisor.replay(SupervisorFixture.PIPELINE);
    int third = supervisor.replay(SupervisorFixture.PIPELINE);
    var events = supervisor.watch(second);

    assertThat(supervisor.statuses()).containsExactly("running", "queued", "queued");
    assertStopped(third);
    supervisor.cluster().trainer().setBehavior(Behavior.SUCCEED);
    assertThat(supervisor.awaitEnd(first).getError()).isEmpty();
    List<WatchPipelineResponse> heard = new ArrayList<>();
    events.forEachRemaining(heard::add);
    assertThat(heard.getLast().getPipelineEnded().getStatus()).isEqualTo("completed");
    assertThat(supervisor.statuses()).containsExactly("completed", "completed", "stopped");
  }

  @Test
  void noMorePipelinesAreQueuedThanTheLimit() {
    supervisor.limitPipelines(0);
    StartPipelineRequest request =
        SupervisorFixture.request(SupervisorFixture.PIPELINE).setStartReplayAt(0).build();
    for (int queued = 0; queued < Pipelines.MAXIMUM_QUEUED; queued++) {
      assertThat(supervisor.submit(request).getException()).isEmpty();
    }
    assertThat(supervisor.submit(request).getException())
        .startsWith("1000 pipelines are queued, the most that a supervisor accepts; ");
    assertThat(supervisor.statuses()).hasSize(Pipelines.MAXIMUM_QUEUED).containsOnly("queued");

    assertStopped(Pipelines.MAXIMUM_QUEUED);
    assertThat(supervisor.submit(request).getException()).isEmpty();
  }

  private String pause(int pipelineId) {
    return supervisor
        .stub()
        .pausePipeline(PausePipelineRequest.newBuilder().setPipelineId(pipelineId).build())
        .getStatus();
  }

  private String resume(int pipelineId) {
    return supervisor
        .stub()
        .resumePipeline(ResumePipelineRequest.newBuilder().setPipelineId(pipelineId).build())
        .getStatus();
  }

  @Test
  void anUnknownPipelineIsNotFound() {
    assertThatThrownBy(() -> stop(7))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessage("NOT_FOUND: there is no pipeline 7");
  }

  private void assertStopped(int pipelineId) {
    assertThat(stop(pipelineId))
        .isEqualTo(
            StopPipelineResponse.newBuilder().setStatus("stopped").setWasRunning(true).build());
    PipelineEnded ended = supervisor.awaitEnd(pipelineId);
    assertThat(ended.getSuccess()).isFalse();
    assertThat(ended.getStatus()).isEqualTo("stopped");
    assertThat(ended.getError()).isEqualTo("the pipeline was stopped on request");
  }

  private StopPipelineResponse stop(int pipelineId) {
    return supervisor
        .stub()
        .stopPipeline(StopPipelineRequest.newBuilder().setPipelineId(pipelineId).build());
  }
}
