package org.modyn.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.modyn.proto.trainer.ListTrainingsRequest;
import org.modyn.proto.trainer.PythonString;
import org.modyn.proto.trainer.StartTrainingRequest;
import org.modyn.proto.trainer.StopTrainingRequest;
import org.modyn.proto.trainer.TrainingStatusResponse;
import org.modyn.proto.trainer.TrainingSummary;

/** Trainings that wait for their turn, on a server that runs one at a time. */
@Timeout(120)
class TrainingQueueTest {
  /** A system property: parsers loop while it is set. */
  private static final String LOOPS = "org.modyn.trainer.loops";

  private final TrainerFixture fixture = TrainerFixture.start();

  @AfterEach
  void close() {
    fixture.close();
  }

  private static StartTrainingRequest.Builder endless() {
    return TrainerFixture.request().setNumSamplesToPass(Long.MAX_VALUE);
  }

  private void stop(int training) {
    fixture.trainer.stopTraining(StopTrainingRequest.newBuilder().setTrainingId(training).build());
  }

  private List<TrainingSummary> list() {
    return fixture
        .trainer
        .listTrainings(ListTrainingsRequest.getDefaultInstance())
        .getTrainingsList();
  }

  @Test
  void trainingsWaitInOrderAndTheNextOneStartsWhenOneEnds() throws Exception {
    int running = fixture.begin(endless());
    int stopped = fixture.begin(TrainerFixture.request());
    int last = fixture.begin(TrainerFixture.request().setTriggerId(9));

    assertThat(fixture.status(running).hasQueuePosition()).isFalse();
    TrainingStatusResponse waiting = fixture.status(last);
    assertThat(waiting.getQueuePosition()).isEqualTo(2);
    assertThat(waiting.getIsRunning()).isTrue();
    assertThat(waiting.getBatchesSeen()).isZero();
    assertThat(list())
        .extracting(TrainingSummary::getTrainingId)
        .containsExactly(running, stopped, last);
    assertThat(list().getLast().getTriggerId()).isEqualTo(9);
    assertThat(list().getLast().getPipelineId()).isEqualTo(4);
    assertThat(list().getLast().getDevice()).isEqualTo("cpu");
    assertThat(list().getLast().getStatus().getQueuePosition()).isEqualTo(2);

    stop(stopped);
    assertThat(fixture.status(stopped).getException()).isEqualTo("the training was stopped");
    assertThat(fixture.status(stopped).getIsRunning()).isFalse();
    assertThat(fixture.status(last).getQueuePosition()).isEqualTo(1);
    stop(running);
    assertThat(fixture.awaitEnd(last).hasException()).isFalse();
    assertThat(fixture.status(last).getSamplesSeen()).isEqualTo(2L * TrainerFixture.SAMPLES);
    assertThat(fixture.status(running).getException()).isEqualTo("the training was stopped");
    assertThat(list()).isEmpty();
  }

  @Test
  void aTrainingWhoseParserLoopsIsStoppedAndTheNextOneRuns() throws Exception {
    System.setProperty(LOOPS, "");
    try {
      StartTrainingRequest.Builder looping = TrainerFixture.request();
      looping.setBytesParser(
          PythonString.newBuilder()
              .setValue(
                  """
                  public List<TensorSpecification> tensors() {
                    return List.of(
                        new TensorSpecification("categorical_input", TensorDataType.INT64, List.of(1L)),
                        new TensorSpecification("numerical_input", TensorDataType.FLOAT32, List.of(1L)));
                  }
                  public void parse(ByteBuffer sample, TensorRow row) {
                    while (System.getProperty("%s") != null) {
                      java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                    }
                  }
                  """
                      .formatted(LOOPS)));
      int stuck = fixture.begin(looping);
      while (fixture.status(stuck).hasQueuePosition()) {
        Thread.onSpinWait();
      }
      int next = fixture.begin(TrainerFixture.request());
      stop(stuck);
      assertThat(fixture.awaitEnd(next).hasException()).isFalse();
      assertThat(fixture.status(stuck).getException()).isEqualTo("the training was stopped");
    } finally {
      System.clearProperty(LOOPS);
    }
  }

  @Test
  void aTrainingReportsItsProgress() {
    int training = fixture.begin(endless());
    TrainingStatusResponse status = fixture.status(training);
    while (status.getBatchesSeen() == 0) {
      status = fixture.status(training);
    }
    assertThat(status.getLoss()).isBetween(0.0, 2.0);
    assertThat(status.getSamplesPerSecond()).isPositive();
    assertThat(status.getSecondsWaitedForData()).isPositive();
    assertThat(status.getNotesList()).isEmpty();
  }
}
