package org.modyn.supervisor.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.proto.trainer.StartTrainingRequest;
import org.modyn.supervisor.client.TrainerClient.StartedTraining;
import org.modyn.supervisor.client.TrainerClient.TrainingState;
import org.modyn.supervisor.fake.FakeTrainer;

@Timeout(60)
final class TrainerClientTest {
  private static final StartTrainingRequest REQUEST =
      StartTrainingRequest.newBuilder().setPipelineId(1).setRequestId("a").build();

  private final FakeTrainer fake = new FakeTrainer();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private GrpcServer server;
  private RemoteService service;
  private TrainerClient trainer;

  @BeforeEach
  void connect() {
    server =
        GrpcServer.start(
            "trainer server", new ServiceAddress("localhost", 0), List.of(fake.bindService()));
    service = new RemoteService("trainer server", server.address(), Duration.ofSeconds(2));
    trainer = new TrainerClient(service);
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    service.close();
    server.close();
  }

  @Test
  void aFailureHasTheCategoryOfTheTraining() {
    fake.setBehavior(FakeTrainer.Behavior.FAIL);
    StartedTraining training = trainer.start(REQUEST);
    for (ErrorCategory category : ErrorCategory.values()) {
      fake.setFailureCategory(category);
      assertThatThrownBy(() -> trainer.await(training, state -> {}))
          .isInstanceOfSatisfying(
              JobFailedException.class, e -> assertThat(e.category()).isEqualTo(category))
          .hasMessage("the training failed: the loss is NaN in batch 7");
    }
  }

  @Test
  void aLostTrainingHasNotFailed() {
    StartedTraining training = trainer.start(REQUEST);
    fake.restart();
    assertThatThrownBy(() -> trainer.await(training, state -> {}))
        .isNotInstanceOf(JobFailedException.class)
        .isInstanceOfSatisfying(
            ModynException.class, e -> assertThat(e.category()).isEqualTo(ErrorCategory.NOT_FOUND));
  }

  @Test
  void statesArriveUntilTheEnd() throws Exception {
    fake.setBehavior(FakeTrainer.Behavior.HANG);
    StartedTraining training = trainer.start(REQUEST);
    List<Long> samples = new CopyOnWriteArrayList<>();
    Future<TrainingState> last =
        threads.submit(() -> trainer.await(training, state -> samples.add(state.samplesSeen())));
    fake.awaitRunning();
    fake.setBehavior(FakeTrainer.Behavior.SUCCEED);

    assertThat(last.get().isRunning()).isFalse();
    assertThat(last.get().log()).isPresent();
    assertThat(samples).containsExactly(10L, 20L);
  }

  @Test
  void aServerThatIsStartedAgainIsFollowedOn() throws Exception {
    fake.setBehavior(FakeTrainer.Behavior.HANG);
    StartedTraining training = trainer.start(REQUEST);
    Future<TrainingState> last = threads.submit(() -> trainer.await(training, state -> {}));
    fake.awaitRunning();
    ServiceAddress address = server.address();
    server.close();
    fake.setBehavior(FakeTrainer.Behavior.SUCCEED);
    server = GrpcServer.start("trainer server", address, List.of(fake.bindService()));

    assertThat(last.get().samplesSeen()).isEqualTo(20);
  }

  @Test
  void aServerThatStaysAwayIsUnavailable() throws Exception {
    fake.setBehavior(FakeTrainer.Behavior.HANG);
    StartedTraining training = trainer.start(REQUEST);
    Future<TrainingState> last = threads.submit(() -> trainer.await(training, state -> {}));
    fake.awaitRunning();
    server.close();

    assertThatThrownBy(last::get)
        .cause()
        .isNotInstanceOf(JobFailedException.class)
        .isInstanceOfSatisfying(
            ModynException.class,
            e -> assertThat(e.category()).isEqualTo(ErrorCategory.UNAVAILABLE));
  }

  @Test
  void anInterruptEndsTheCall() throws Exception {
    fake.setBehavior(FakeTrainer.Behavior.HANG);
    StartedTraining training = trainer.start(REQUEST);
    Future<TrainingState> last = threads.submit(() -> trainer.await(training, state -> {}));
    fake.awaitRunning();
    threads.shutdownNow();

    assertThatThrownBy(last::get)
        .cause()
        .isInstanceOfSatisfying(
            ModynException.class, e -> assertThat(e.category()).isEqualTo(ErrorCategory.CANCELLED));
    fake.awaitNoWatches();
  }

  @Test
  void aServerThatDoesNotReportCategoriesHasInternalErrors() {
    assertThat(JobFailedException.of("the training", "", "", "out of luck").category())
        .isEqualTo(ErrorCategory.INTERNAL);
    assertThat(JobFailedException.of("the training", "OUT_OF_LUCK", "", "").getMessage())
        .isEqualTo("the training failed: no reason given");
  }
}
