package org.modyn.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.modyn.proto.trainer.GetLatestModelRequest;
import org.modyn.proto.trainer.StartTrainingRequest;
import org.modyn.proto.trainer.StopTrainingRequest;
import org.modyn.proto.trainer.StoreFinalModelRequest;
import org.modyn.proto.trainer.StoreFinalModelResponse;
import org.modyn.proto.trainer.TrainingStatusRequest;
import org.modyn.proto.trainer.TrainingStatusResponse;

@Timeout(120)
class RequestIdTest {
  @Test
  void aRequestThatComesAgainGetsTheTrainingThatItHasStarted() throws Exception {
    try (TrainerFixture fixture = TrainerFixture.start();
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      StartTrainingRequest.Builder request = TrainerFixture.request().setRequestId("a");
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        answers.add(executor.submit(() -> fixture.begin(request)));
      }
      int training = answers.getFirst().get();
      for (Future<Integer> answer : answers) {
        assertThat(answer.get()).isEqualTo(training);
      }
      fixture.awaitEnd(training);
      assertThat(fixture.begin(request)).isEqualTo(training);

      assertThat(fixture.begin(TrainerFixture.request().setRequestId("b"))).isNotEqualTo(training);
      int withoutId = fixture.begin(TrainerFixture.request());
      assertThat(fixture.begin(TrainerFixture.request())).isNotEqualTo(withoutId);
    }
  }

  /** A training's id alone may be another's after a restart; with the request's id it is not. */
  @Test
  void aTrainingLostByARestartIsNotConfusedWithThatOfAnotherRequest() throws Exception {
    try (TrainerFixture fixture = TrainerFixture.start()) {
      int lost = fixture.begin(TrainerFixture.request().setPipelineId(1).setRequestId("a"));
      fixture.restart();
      int other = fixture.begin(TrainerFixture.request().setPipelineId(2).setRequestId("b"));
      assertThat(other).isEqualTo(lost);
      fixture.awaitEnd(other);

      assertThat(status(fixture, lost, "a").getValid()).isFalse();
      assertThat(status(fixture, other, "b").getValid()).isTrue();
      assertThat(fixture.status(other).getValid()).isTrue();
      assertThat(
              fixture
                  .trainer
                  .stopTraining(
                      StopTrainingRequest.newBuilder()
                          .setTrainingId(lost)
                          .setRequestId("a")
                          .build())
                  .getValid())
          .isFalse();
      assertThat(
              fixture
                  .trainer
                  .getLatestModel(
                      GetLatestModelRequest.newBuilder()
                          .setTrainingId(lost)
                          .setRequestId("a")
                          .build())
                  .getValidState())
          .isFalse();
      assertThat(store(fixture, lost, "a").getValidState()).isFalse();
      assertThat(fixture.models.models()).isEmpty();
      assertThat(store(fixture, other, "b").getValidState()).isTrue();
      assertThat(fixture.models.models().getFirst().header().getPipelineId()).isEqualTo(2);
    }
  }

  @Test
  void aModelIsStoredOnceAlsoWhenTheTrainingIsLost() throws Exception {
    try (TrainerFixture fixture = TrainerFixture.start()) {
      int training = fixture.begin(TrainerFixture.request().setRequestId("a"));
      fixture.awaitEnd(training);
      StoreFinalModelResponse stored = store(fixture, training, "a");
      assertThat(stored.getValidState()).isTrue();
      assertThat(store(fixture, training, "a")).isEqualTo(stored);
      fixture.restart();
      assertThat(store(fixture, training, "a")).isEqualTo(stored);

      int again = fixture.begin(TrainerFixture.request().setRequestId("a"));
      fixture.awaitEnd(again);
      assertThat(store(fixture, again, "a")).isEqualTo(stored);
      assertThat(fixture.models.models()).hasSize(1);
      assertThat(fixture.models.models().getFirst().header().getRequestId()).isEqualTo("a");
    }
  }

  private static TrainingStatusResponse status(
      TrainerFixture fixture, int training, String requestId) {
    return fixture.trainer.getTrainingStatus(
        TrainingStatusRequest.newBuilder().setTrainingId(training).setRequestId(requestId).build());
  }

  private static StoreFinalModelResponse store(
      TrainerFixture fixture, int training, String requestId) {
    return fixture.trainer.storeFinalModel(
        StoreFinalModelRequest.newBuilder()
            .setTrainingId(training)
            .setRequestId(requestId)
            .build());
  }

  @Test
  void anIdBelongsToOneRequest() {
    try (TrainerFixture fixture = TrainerFixture.start()) {
      fixture.begin(TrainerFixture.request().setRequestId("a"));
      assertThatThrownBy(
              () -> fixture.begin(TrainerFixture.request().setRequestId("a").setTriggerId(8)))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              error ->
                  assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.ALREADY_EXISTS))
          .hasMessageContaining("training 1 (trigger 7 of pipeline 4)");
    }
  }
}
