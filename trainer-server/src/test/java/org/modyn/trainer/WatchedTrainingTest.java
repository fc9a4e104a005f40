package org.modyn.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.modyn.proto.trainer.StartTrainingRequest;
import org.modyn.proto.trainer.StopTrainingRequest;
import org.modyn.proto.trainer.TrainingStatusRequest;
import org.modyn.proto.trainer.TrainingStatusResponse;

/** The statuses that a client receives without asking again. */
@Timeout(120)
final class WatchedTrainingTest {
  private static StartTrainingRequest.Builder endless() {
    return TrainerFixture.request().setNumSamplesToPass(Long.MAX_VALUE);
  }

  private static Iterator<TrainingStatusResponse> watch(TrainerFixture fixture, int training) {
    return fixture.trainer.watchTraining(
        TrainingStatusRequest.newBuilder().setTrainingId(training).build());
  }

  private static void stop(TrainerFixture fixture, int training) {
    fixture.trainer.stopTraining(StopTrainingRequest.newBuilder().setTrainingId(training).build());
  }

  @Test
  void theLastStatusIsThatOfTheEnd() throws Exception {
    try (TrainerFixture fixture = TrainerFixture.start()) {
      int training = fixture.begin(TrainerFixture.request());
      List<TrainingStatusResponse> statuses = new ArrayList<>();
      watch(fixture, training).forEachRemaining(statuses::add);

      assertThat(statuses.getLast()).isEqualTo(fixture.status(training));
      assertThat(statuses.getLast().getSamplesSeen()).isEqualTo(2L * TrainerFixture.SAMPLES);
      assertThat(statuses.getLast().getLog().getValue()).contains("epochs");
      assertThat(statuses.subList(0, statuses.size() - 1))
          .allMatch(TrainingStatusResponse::getIsRunning);
    }
  }

  @Test
  void progressAndTheEndOfAStoppedTraining() throws Exception {
    try (TrainerFixture fixture = TrainerFixture.start()) {
      int training = fixture.begin(endless());
      Iterator<TrainingStatusResponse> statuses = watch(fixture, training);
      TrainingStatusResponse status = statuses.next();
      while (status.getBatchesSeen() == 0) {
        status = statuses.next();
      }
      assertThat(status.getIsRunning()).isTrue();
      stop(fixture, training);
      while (status.getIsRunning()) {
        status = statuses.next();
      }
      assertThat(status.getFailureCategory()).isEqualTo("CANCELLED");
      assertThat(statuses.hasNext()).isFalse();
    }
  }

  @Test
  void aTrainingThatWaitsForAnother() throws Exception {
    try (TrainerFixture fixture = TrainerFixture.start()) {
      int running = fixture.begin(endless());
      int waiting = fixture.begin(TrainerFixture.request());
      Iterator<TrainingStatusResponse> statuses = watch(fixture, waiting);
      assertThat(statuses.next().getQueuePosition()).isEqualTo(1);
      stop(fixture, running);
      assertThat(statuses.next().hasQueuePosition()).isFalse();
    }
  }

  @Test
  void aTrainingThatIsNotKnown() throws Exception {
    try (TrainerFixture fixture = TrainerFixture.start()) {
      Iterator<TrainingStatusResponse> statuses = watch(fixture, 7);
      assertThat(statuses.next().getValid()).isFalse();
      assertThat(statuses.hasNext()).isFalse();
    }
  }

  @Test
  void theEndOfTheServer() throws Exception {
    try (TrainerFixture fixture = TrainerFixture.start()) {
      Iterator<TrainingStatusResponse> statuses = watch(fixture, fixture.begin(endless()));
      assertThat(statuses.next().getIsRunning()).isTrue();
      fixture.server.close();
      assertThatThrownBy(() -> statuses.forEachRemaining(status -> {}))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
      fixture.restart();
    }
  }
}
