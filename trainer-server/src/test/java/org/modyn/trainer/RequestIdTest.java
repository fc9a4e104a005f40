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
import org.modyn.proto.trainer.StartTrainingRequest;

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
