package org.modyn.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.proto.supervisor.FieldProblem;
import org.modyn.proto.supervisor.PipelineEnded;
import org.modyn.proto.supervisor.PipelineResponse;
import org.modyn.proto.supervisor.PipelineSummary;
import org.modyn.proto.supervisor.WatchPipelineResponse;
import org.modyn.supervisor.fake.FakeTrainer;
import org.modyn.supervisor.fake.FakeTrainer.Behavior;

/** Pipelines that are refused, fail, or are stopped. */
class FailureTest {
  @TempDir private Path directory;
  private SupervisorFixture supervisor;

  @BeforeEach
  void start() {
    supervisor = new SupervisorFixture(directory);
    supervisor.cluster().storage().add("flights", 0, 50, 100, 150, 200, 250);
  }

  @AfterEach
  void stop() {
    supervisor.close();
  }

  @Test
  void aWrongConfigurationIsRefusedWithAllItsProblems() {
    String wrong =
        SupervisorFixture.PIPELINE
            .replace("every: 100s", "evry: 100s")
            .replace("  shuffle: true\n", "");

    assertRefused(
        supervisor.submit(SupervisorFixture.request(wrong).setStartReplayAt(0).build()),
        """
        pipeline configuration has 2 problems:
          pipeline configuration:4:1: training.shuffle: is required
          pipeline configuration:22:28: trigger.evry: unknown field; did you mean "every"? allowed: id, every, start_timestamp\
        """);
  }

  @Test
  void anUnknownDatasetIsRejected() {
    assertRefused(
        supervisor.submit(
            SupervisorFixture.request(
                    SupervisorFixture.PIPELINE.replace(
                        "dataset_id: flights\n  bytes", "dataset_id: fligths\n  bytes"))
                .setStartReplayAt(0)
                .build()),
        "data.dataset_id: the storage at %s has no dataset 'fligths'"
            .formatted(supervisor.config().storage().address()));
  }

  @Test
  void problemsOfAllServersAreReportedAtOnce() {
    supervisor.cluster().trainer().refuse("model.config.embedding_dim", "must be at least 1");
    supervisor.cluster().trainer().refuse("training.device", "unknown device");
    supervisor.cluster().evaluator().refuse("evaluation.datasets[0].metrics[1]", "is unknown");
    PipelineResponse response =
        supervisor.submit(
            SupervisorFixture.request(
                    SupervisorFixture.PIPELINE.replace(
                        "dataset_id: flights\n  bytes", "dataset_id: fligths\n  bytes"))
                .setStartReplayAt(0)
                .build());

    assertThat(response.getProblemsList().stream().map(FieldProblem::getField))
        .containsExactly(
            "data.dataset_id",
            "model.config.embedding_dim",
            "training.device",
            "evaluation.datasets[0].metrics[1]");
    assertThat(response.getPipelineId()).isEqualTo(-1);
    assertThat(response.getException().lines())
        .hasSize(4)
        .contains("model.config.embedding_dim: must be at least 1");
    assertThat(supervisor.cluster().evaluator().validations())
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.getModelClass()).isEqualTo("DLRM");
              assertThat(request.getModelConfiguration().getValue())
                  .isEqualTo("{\"embedding_dim\":16}");
              assertThat(request.getEvaluations(0).getMetricsCount()).isEqualTo(2);
            });
  }

  @Test
  void aTrainerThatCannotBeAskedIsNamed() {
    ServiceAddress address = supervisor.cluster().killTrainer();

    assertThatThrownBy(() -> supervisor.replay(SupervisorFixture.PIPELINE))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            error -> assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE))
        .hasMessageContaining("cannot reach the trainer server at " + address);
  }

  @Test
  void wrongTimesAreRefused() {
    assertRefused(
        supervisor.submit(
            SupervisorFixture.request(SupervisorFixture.PIPELINE).setStopReplayAt(5).build()),
        "stop_replay_at requires start_replay_at");
  }

  @Test
  void whatTheSelectorRefusesIsSaid() {
    supervisor.cluster().selector().refuseRegistrations();

    assertRefused(
        supervisor.submit(
            SupervisorFixture.request(SupervisorFixture.PIPELINE).setStartReplayAt(0).build()),
        "selector: pipeline 20 is registered");
  }

  @Test
  void anIdThatAnotherClientHasRegisteredIsLeftOut() {
    supervisor.cluster().selector().registerByOthers(1);
    supervisor.cluster().selector().registerByOthers(2);

    PipelineResponse response =
        supervisor.submit(
            SupervisorFixture.request(SupervisorFixture.PIPELINE).setStartReplayAt(0).build());

    assertThat(response.getPipelineId()).isEqualTo(3);
    assertThat(supervisor.awaitEnd(3).getError()).isEmpty();
  }

  @Test
  void aReplayWithoutSamplesCompletesWithAWarning() {
    PipelineResponse response =
        supervisor.submit(
            SupervisorFixture.request(SupervisorFixture.PIPELINE)
                .setStartReplayAt(1000)
                .setStopReplayAt(2000)
                .build());

    List<WatchPipelineResponse> events = supervisor.events(response.getPipelineId());
    assertThat(events.getLast().getPipelineEnded().getStatus()).isEqualTo("completed");
    assertThat(events)
        .filteredOn(WatchPipelineResponse::hasPipelineNote)
        .extracting(event -> event.getPipelineNote().getText())
        .containsExactly(
            "the dataset 'flights' has no samples from 1000 on until 2000 (seconds since 1970):"
                + " there is nothing to replay");
  }

  @Test
  void aFailedTrainingEndsThePipelineWithItsReason() {
    supervisor.cluster().trainer().setBehavior(Behavior.FAIL);
    int pipelineId = supervisor.replay(SupervisorFixture.PIPELINE);
    PipelineEnded ended = supervisor.awaitEnd(pipelineId);

    assertThat(ended.getSuccess()).isFalse();
    assertThat(ended.getError())
        .isEqualTo("trigger 0: the training failed: the loss is NaN in batch 7");
    assertThat(Path.of(ended.getLogPath()))
        .content()
        .contains("the loss is NaN in batch 7")
        .contains("INFORM_SELECTOR_ABOUT_TRIGGER");
    var exit = supervisor.poll(pipelineId).getPipelineStageList().getLast().getExitMsg();
    assertThat(exit.getExitcode()).isEqualTo(8);
    assertThat(exit.getException()).isEqualTo(ended.getError());
  }

  @Test
  void aTrainingThatWasLostIsStartedAgainWhereItHasCheckpoints() {
    supervisor.cluster().trainer().restartAfterNextStart();
    PipelineEnded ended =
        supervisor.awaitEnd(
            supervisor.replay(
                SupervisorFixture.PIPELINE.replace(
                    "{activated: false}",
                    "{activated: true, interval: 5, path: " + directory + "}")));

    assertThat(ended.getSuccess()).as(ended.getError()).isTrue();
    var requests = supervisor.cluster().trainer().requests();
    assertThat(requests.get(1)).isEqualTo(requests.getFirst());
    assertThat(requests.get(2).getRequestId()).isNotEqualTo(requests.getFirst().getRequestId());
  }

  /** The id of a training that a restart lost is soon that of another pipeline's. */
  @Test
  void aLostTrainingIsNotConfusedWithThatOfAnotherPipeline() throws Exception {
    FakeTrainer trainer = supervisor.cluster().trainer();
    trainer.holdStart();
    String pipeline =
        SupervisorFixture.PIPELINE.replace(
            "{activated: false}", "{activated: true, interval: 5, path: " + directory + "}");
    int first = supervisor.replay(pipeline);
    trainer.awaitStartRequested();
    trainer.restart();
    int second = supervisor.replay(pipeline);
    trainer.awaitStarts(2);
    trainer.releaseStart();

    for (int pipelineId : List.of(first, second)) {
      List<WatchPipelineResponse> events = supervisor.events(pipelineId);
      assertThat(events.getLast().getPipelineEnded().getError()).isEmpty();
      assertThat(events.stream().filter(WatchPipelineResponse::hasTriggerCompleted))
          .isNotEmpty()
          .allSatisfy(
              event ->
                  assertThat(trainer.pipelinesOfModels())
                      .containsEntry(event.getTriggerCompleted().getModelId(), pipelineId));
    }
    assertThat(trainer.requests().stream().filter(trainer.requests().getFirst()::equals))
        .hasSize(2);
  }

  @Test
  void aTrainingThatWasLostIsStartedAgainFromTheBeginningWithoutCheckpoints() {
    supervisor.cluster().trainer().restartAfterNextStart();
    PipelineEnded ended = supervisor.awaitEnd(supervisor.replay(SupervisorFixture.PIPELINE));

    assertThat(ended.getError()).isEmpty();
    var requests = supervisor.cluster().trainer().requests();
    assertThat(requests.get(1)).isEqualTo(requests.getFirst());
  }

  @Test
  void theOptionsOfCheckpointsReachTheTrainerServer() {
    supervisor.awaitEnd(
        supervisor.replay(
            SupervisorFixture.PIPELINE.replace(
                "{activated: false}",
                "{activated: true, interval: 5, path: "
                    + directory
                    + ", checkpoints_kept: 3, save_optimizer_state: false}")));

    var checkpoints = supervisor.cluster().trainer().requests().getFirst().getCheckpointInfo();
    assertThat(checkpoints.getCheckpointsKept()).isEqualTo(3);
    assertThat(checkpoints.getSaveOptimizerState()).isFalse();
  }

  @Test
  void aFailedEvaluationEndsThePipelineWithItsReason() {
    supervisor.cluster().evaluator().fail();
    PipelineEnded ended = supervisor.awaitEnd(supervisor.replay(SupervisorFixture.PIPELINE));

    assertThat(ended.getError())
        .matches(
            "the evaluation of model 10[12] on flights failed: the model does not fit the data");
    assertThat(supervisor.cluster().evaluator().kept()).isZero();
  }

  @Test
  void aDeadTrainerIsNamed() throws Exception {
    supervisor.cluster().trainer().setBehavior(Behavior.HANG);
    int pipelineId = supervisor.replay(SupervisorFixture.PIPELINE);
    supervisor.cluster().trainer().awaitRunning();
    ServiceAddress address = supervisor.cluster().killTrainer();

    assertThat(supervisor.awaitEnd(pipelineId).getError())
        .startsWith("gave up after 6 seconds: cannot reach the trainer server at " + address)
        .endsWith("; is it running?");
  }

  @Test
  void aTrainerThatComesBackIsWaitedFor() throws Exception {
    FakeTrainer trainer = supervisor.cluster().trainer();
    trainer.setBehavior(Behavior.HANG);
    int pipelineId = supervisor.replay(SupervisorFixture.PIPELINE);
    Iterator<WatchPipelineResponse> events = supervisor.watch(pipelineId);
    trainer.awaitRunning();
    ServiceAddress address = supervisor.cluster().killTrainer();
    WatchPipelineResponse event = events.next();
    while (!event.hasPipelineNote()) {
      event = events.next();
    }
    assertThat(event.getPipelineNote().getText())
        .startsWith("waiting for the trainer server at " + address + ": ");
    PipelineSummary waiting = supervisor.summary(pipelineId);
    assertThat(waiting.getStatus()).isEqualTo("running");
    assertThat(waiting.getWaitingFor())
        .startsWith("cannot reach the trainer server at " + address + ": ");
    assertThat(waiting.getWaitingSince())
        .isBetween(waiting.getStartedAt(), Instant.now().getEpochSecond());
    trainer.setBehavior(Behavior.SUCCEED);
    supervisor.cluster().reviveTrainer();

    // a stream that is not read to its end keeps its buffers
    while (!event.hasPipelineEnded()) {
      event = events.next();
    }
    assertThat(events.hasNext()).isFalse();
    assertThat(event.getPipelineEnded().getError()).isEmpty();
    assertThat(supervisor.summary(pipelineId).hasWaitingFor()).isFalse();
  }

  @Test
  void aPipelineContinuesAfterARestartOfTheSupervisor() throws Exception {
    FakeTrainer trainer = supervisor.cluster().trainer();
    trainer.setBehavior(Behavior.HANG);
    int pipelineId = supervisor.replay(SupervisorFixture.PIPELINE);
    Iterator<WatchPipelineResponse> watcher = supervisor.watch(pipelineId);
    trainer.awaitRunning();
    supervisor.stopSupervisor();
    assertThatThrownBy(() -> watcher.forEachRemaining(event -> {}))
        .hasMessageContaining("the pipeline continues when it is back");
    assertThat(trainer.stopped()).isEmpty();
    trainer.setBehavior(Behavior.SUCCEED);
    supervisor.startSupervisor();

    List<WatchPipelineResponse> events = supervisor.events(pipelineId);
    assertThat(events.getLast().getPipelineEnded().getError()).isEmpty();
    assertThat(events.stream().filter(WatchPipelineResponse::hasTriggerCompleted)).hasSize(2);
    assertThat(trainer.requests().get(1)).isEqualTo(trainer.requests().getFirst());
    assertThat(supervisor.cluster().selector().calls())
        .containsExactly(
            "trigger 1 2 @0 #0", "inform 3 @2", "inform 4 @3", "trigger - @4 #1", "inform 5 6 @4");
  }

  @Test
  void theEndOfAPipelineSurvivesARestart() {
    int pipelineId = supervisor.replay(SupervisorFixture.PIPELINE);
    PipelineEnded ended = supervisor.awaitEnd(pipelineId);
    supervisor.restartSupervisor();

    assertThat(supervisor.awaitEnd(pipelineId)).isEqualTo(ended);
    assertThat(supervisor.poll(pipelineId).getStatus()).isEqualTo("exit");
    assertThatThrownBy(() -> supervisor.awaitEnd(pipelineId + 1))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessage("NOT_FOUND: there is no pipeline %d", pipelineId + 1);
  }

  private static void assertRefused(PipelineResponse response, String reason) {
    assertThat(response.getPipelineId()).isEqualTo(-1);
    assertThat(response.getException()).startsWith(reason);
  }
}
