package org.modyn.supervisor.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.proto.trainer.StartTrainingRequest;
import org.modyn.supervisor.client.TrainerClient.StartedTraining;
import org.modyn.supervisor.fake.FakeTrainer;

final class TrainerClientTest {
  private static final StartTrainingRequest REQUEST =
      StartTrainingRequest.newBuilder().setPipelineId(1).setRequestId("a").build();

  private final FakeTrainer fake = new FakeTrainer();
  private GrpcServer server;
  private RemoteService service;
  private TrainerClient trainer;

  @BeforeEach
  void connect() {
    server =
        GrpcServer.start(
            "trainer server", new ServiceAddress("localhost", 0), List.of(fake.bindService()));
    service = new RemoteService("trainer server", server.address(), Duration.ofSeconds(10));
    trainer = new TrainerClient(service);
  }

  @AfterEach
  void close() {
    service.close();
    server.close();
  }

  @Test
  void aFailureHasTheCategoryOfTheTraining() {
    fake.setBehavior(FakeTrainer.Behavior.FAIL);
    StartedTraining training = trainer.start(REQUEST);
    for (ErrorCategory category : ErrorCategory.values()) {
      fake.setFailureCategory(category);
      assertThatThrownBy(() -> trainer.status(training))
          .isInstanceOfSatisfying(
              JobFailedException.class, e -> assertThat(e.category()).isEqualTo(category))
          .hasMessage("the training failed: the loss is NaN in batch 7");
    }
  }

  @Test
  void aLostTrainingHasNotFailed() {
    StartedTraining training = trainer.start(REQUEST);
    fake.restart();
    assertThatThrownBy(() -> trainer.status(training))
        .isNotInstanceOf(JobFailedException.class)
        .isInstanceOfSatisfying(
            ModynException.class, e -> assertThat(e.category()).isEqualTo(ErrorCategory.NOT_FOUND));
  }

  @Test
  void aServerThatDoesNotReportCategoriesHasInternalErrors() {
    assertThat(JobFailedException.of("the training", "", "out of luck").category())
        .isEqualTo(ErrorCategory.INTERNAL);
    assertThat(JobFailedException.of("the training", "OUT_OF_LUCK", "").getMessage())
        .isEqualTo("the training failed: no reason given");
  }
}
