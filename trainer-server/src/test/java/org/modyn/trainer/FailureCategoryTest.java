package org.modyn.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.modyn.proto.trainer.PythonString;
import org.modyn.proto.trainer.StartTrainingRequest;
import org.modyn.proto.trainer.StopTrainingRequest;
import org.modyn.proto.trainer.TrainingStatusResponse;

/** The status of a failed training tells whether another attempt may succeed. */
@Timeout(120)
final class FailureCategoryTest {
  /** A training without an end, unless a server is missing. */
  private static StartTrainingRequest.Builder endless() {
    return TrainerFixture.request().setNumSamplesToPass(Long.MAX_VALUE);
  }

  @Test
  void aStorageThatIsStoppedWhileItsSamplesAreStreamed() throws Exception {
    assertUnavailable(TrainerFixture::stopStorage, "storage");
  }

  @Test
  void aSelectorThatIsStoppedWhileItsKeysAreFetched() throws Exception {
    assertUnavailable(TrainerFixture::stopSelector, "selector");
  }

  private static void assertUnavailable(Consumer<TrainerFixture> stop, String server)
      throws Exception {
    try (TrainerFixture fixture = TrainerFixture.start()) {
      StartTrainingRequest.Builder request = endless().setRequestId("a");
      int training = fixture.begin(request);
      while (fixture.status(training).getBatchesSeen() == 0) {
        Thread.sleep(5);
      }
      stop.accept(fixture);
      TrainingStatusResponse status = fixture.awaitEnd(training);
      assertThat(status.getFailureCategory()).isEqualTo("UNAVAILABLE");
      assertThat(status.getException()).contains(server);
      assertThat(fixture.begin(request)).as("another attempt").isGreaterThan(training);
    }
  }

  /** The training is checked while the model storage answers, and starts when it does not. */
  @Test
  void aModelStorageThatIsStoppedBeforeTheFirstModelIsFetched() throws Exception {
    try (TrainerFixture fixture = TrainerFixture.start()) {
      int model = fixture.train(TrainerFixture.request());
      int running = fixture.begin(endless());
      int waiting =
          fixture.begin(
              TrainerFixture.request().setUsePretrainedModel(true).setPretrainedModelId(model));
      assertThat(fixture.status(waiting).getQueuePosition()).isEqualTo(1);
      fixture.stopModelStorage();
      fixture.trainer.stopTraining(StopTrainingRequest.newBuilder().setTrainingId(running).build());
      TrainingStatusResponse status = fixture.awaitEnd(waiting);
      assertThat(status.getFailureCategory()).isEqualTo("UNAVAILABLE");
      assertThat(status.getException()).contains("model storage");
      assertThat(fixture.awaitEnd(running).getFailureCategory()).isEqualTo("CANCELLED");
    }
  }

  @Test
  void samplesThatCannotBeTrainedOn() throws Exception {
    try (TrainerFixture fixture = TrainerFixture.start()) {
      StartTrainingRequest.Builder request =
          TrainerFixture.request()
              .setRequestId("a")
              .setLabelTransformer(PythonString.newBuilder().setValue("Shift(2)"));
      int training = fixture.begin(request);
      TrainingStatusResponse status = fixture.awaitEnd(training);
      assertThat(status.getException()).contains("the labels of BCEWithLogitsLoss are 0 and 1");
      assertThat(status.getFailureCategory()).isEqualTo("INVALID_ARGUMENT");
      assertThat(fixture.begin(request)).as("no other attempt").isEqualTo(training);
    }
  }
}
