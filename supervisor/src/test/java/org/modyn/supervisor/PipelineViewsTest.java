package org.modyn.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.StatusRuntimeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.proto.supervisor.DescribePipelineRequest;
import org.modyn.proto.supervisor.DescribePipelineResponse;
import org.modyn.proto.supervisor.GetPipelineLogRequest;
import org.modyn.proto.supervisor.GetPipelineLogResponse;
import org.modyn.proto.supervisor.ListPipelinesRequest;
import org.modyn.proto.supervisor.ListTrainingsRequest;
import org.modyn.proto.supervisor.PipelineProgress;
import org.modyn.proto.supervisor.PipelineSummary;
import org.modyn.proto.supervisor.TrainingProgress;
import org.modyn.proto.supervisor.TrainingSummary;
import org.modyn.supervisor.fake.FakeTrainer.Behavior;

/** Lists, descriptions and logs of pipelines. */
class PipelineViewsTest {
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
  void allPipelinesAreListed() throws Exception {
    assertThat(list()).isEmpty();
    int completed = supervisor.replay(SupervisorFixture.PIPELINE);
    supervisor.awaitEnd(completed);
    supervisor.cluster().trainer().setBehavior(Behavior.FAIL);
    int failed = supervisor.replay(SupervisorFixture.PIPELINE);
    supervisor.awaitEnd(failed);
    supervisor.cluster().trainer().setBehavior(Behavior.HANG);
    int running = supervisor.replay(SupervisorFixture.PIPELINE.replace("name: flights", "name: b"));
    supervisor.cluster().trainer().awaitRunning();

    List<PipelineSummary> pipelines = list();
    assertThat(pipelines)
        .extracting(PipelineSummary::getPipelineId)
        .containsExactly(completed, failed, running);
    assertThat(pipelines)
        .extracting(PipelineSummary::getName)
        .containsExactly("flights", "flights", "b");
    assertThat(pipelines)
        .extracting(PipelineSummary::getStatus)
        .containsExactly("completed", "failed", "running");
    assertThat(pipelines).extracting(PipelineSummary::getTriggers).containsExactly(2, 0, 0);
    assertThat(pipelines)
        .extracting(PipelineSummary::getError)
        .containsExactly("", "trigger 0: the training failed: the loss is NaN in batch 7", "");
    assertThat(pipelines)
        .extracting(PipelineSummary::hasEndedAt)
        .containsExactly(true, true, false);
    assertThat(pipelines)
        .allSatisfy(pipeline -> assertThat(pipeline.getStartedAt()).isPositive())
        .allSatisfy(pipeline -> assertThat(pipeline.getLogPath()).endsWith("pipeline.log"));

    supervisor.restartSupervisor();
    assertThat(list().subList(0, 2)).isEqualTo(pipelines.subList(0, 2));
    assertThat(list().getLast().getStatus()).isEqualTo("running");
  }

  @Test
  void aPipelineIsDescribedWhileItTrains() throws Exception {
    supervisor.cluster().trainer().setBehavior(Behavior.HANG);
    int pipelineId = supervisor.replay(SupervisorFixture.PIPELINE);
    supervisor.cluster().trainer().awaitRunning();
    TrainingProgress training = describe(pipelineId).getProgress().getTraining();
    while (training.getSamplesSeen() == 0) {
      training = describe(pipelineId).getProgress().getTraining();
    }

    assertThat(training.getTrainingId()).isEqualTo(1);
    assertThat(training.getRunning()).isTrue();
    assertThat(training.getTotalSamples()).isPositive();
    assertThat(training.getMeasures().getLoss()).isEqualTo(0.25);
    assertThat(training.getMeasures().getLearningRatesList()).containsExactly(0.001);
    assertThat(training.getMeasures().getSamplesPerSecond()).isEqualTo(5);
    assertThat(training.getMeasures().getSecondsWaitedForData()).isEqualTo(1.5);
    assertThat(training.getMeasures().getBatchesSeen()).isPositive();
    assertThat(describe(pipelineId).getProgress().getStage()).isEqualTo("Run training");
  }

  @Test
  void trainingsOfAllPipelinesAreListed() throws Exception {
    supervisor.cluster().trainer().setBehavior(Behavior.HANG);
    int first = supervisor.replay(SupervisorFixture.PIPELINE);
    supervisor.cluster().trainer().awaitRunning();
    int second = supervisor.replay(SupervisorFixture.PIPELINE);
    List<TrainingSummary> trainings = trainings();
    while (trainings.size() < 2) {
      trainings = trainings();
    }

    assertThat(trainings).extracting(TrainingSummary::getPipelineId).containsExactly(first, second);
    assertThat(trainings.getFirst().getMeasures().hasQueuePosition()).isFalse();
    assertThat(trainings.getLast().getMeasures().getQueuePosition()).isEqualTo(1);
    assertThat(trainings.getLast().getDevice()).isEqualTo("cpu");
  }

  private List<TrainingSummary> trainings() {
    return supervisor
        .stub()
        .listTrainings(ListTrainingsRequest.getDefaultInstance())
        .getTrainingsList();
  }

  @Test
  void aPipelineIsDescribedAfterItsEnd() {
    int pipelineId = supervisor.replay(SupervisorFixture.PIPELINE);
    supervisor.awaitEnd(pipelineId);
    DescribePipelineResponse description = describe(pipelineId);

    assertThat(description.getSummary()).isEqualTo(list().getFirst());
    PipelineProgress progress = description.getProgress();
    assertThat(progress.getTraining().getTrainingId()).isEqualTo(2);
    assertThat(progress.getTraining().getRunning()).isFalse();
    assertThat(progress.getEvaluationsPlanned()).isEqualTo(6);
    assertThat(progress.getEvaluationsDone()).isEqualTo(6);

    supervisor.restartSupervisor();
    assertThat(describe(pipelineId))
        .isEqualTo(
            DescribePipelineResponse.newBuilder().setSummary(description.getSummary()).build());
    assertNotFound(() -> describe(pipelineId + 1), "there is no pipeline " + (pipelineId + 1));
  }

  @Test
  void theLogIsStreamedInChunks() throws Exception {
    int pipelineId = supervisor.replay(SupervisorFixture.PIPELINE);
    Path file = Path.of(supervisor.awaitEnd(pipelineId).getLogPath());
    Files.writeString(file, " ".repeat(600_000), StandardOpenOption.APPEND);

    Iterator<GetPipelineLogResponse> parts = log(pipelineId);
    var header = parts.next().getHeader();
    assertThat(header.getPath()).isEqualTo(file.toString());
    assertThat(header.getComplete()).isTrue();
    assertThat(text(parts)).isEqualTo(Files.readString(file));

    Files.delete(file);
    assertNotFound(
        () -> log(pipelineId).hasNext(),
        "pipeline 1 has no log: the supervisor has no file " + file);
  }

  @Test
  void theLogOfARunningPipelineIsTheLogSoFar() throws Exception {
    supervisor.cluster().trainer().setBehavior(Behavior.HANG);
    int pipelineId = supervisor.replay(SupervisorFixture.PIPELINE);
    supervisor.cluster().trainer().awaitRunning();

    Iterator<GetPipelineLogResponse> parts = log(pipelineId);
    var header = parts.next().getHeader();
    assertThat(header.getPath()).endsWith("pipeline.log");
    assertThat(header.getComplete()).isFalse();
    assertThat(text(parts))
        .contains("BCEWithLogitsLoss")
        .contains("\"INFORM_SELECTOR_ABOUT_TRIGGER\",");
    assertNotFound(() -> log(9).hasNext(), "there is no pipeline 9");
  }

  @Test
  void aPipelineThatCouldNotBeginHasNoLog() {
    supervisor.cluster().selector().refuseRegistrations();
    supervisor.submit(
        SupervisorFixture.request(SupervisorFixture.PIPELINE).setStartReplayAt(0).build());

    assertThat(list()).extracting(PipelineSummary::getStatus).containsOnly("failed");
    assertNotFound(
        () -> log(1).hasNext(), "pipeline 1 has no log: it ended before its log was created");
  }

  private static String text(Iterator<GetPipelineLogResponse> chunks) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (chunks.hasNext()) {
      chunks.next().getChunk().writeTo(bytes);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static void assertNotFound(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessage("NOT_FOUND: " + message);
  }

  private List<PipelineSummary> list() {
    return supervisor
        .stub()
        .listPipelines(ListPipelinesRequest.getDefaultInstance())
        .getPipelinesList();
  }

  private DescribePipelineResponse describe(int pipelineId) {
    return supervisor
        .stub()
        .describePipeline(DescribePipelineRequest.newBuilder().setPipelineId(pipelineId).build());
  }

  private Iterator<GetPipelineLogResponse> log(int pipelineId) {
    return supervisor
        .stub()
        .getPipelineLog(GetPipelineLogRequest.newBuilder().setPipelineId(pipelineId).build());
  }
}
