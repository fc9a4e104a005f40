package org.modyn.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.modyn.ml.weights.SafetensorsFile;
import org.modyn.proto.trainer.CheckpointInfo;
import org.modyn.proto.trainer.JsonString;
import org.modyn.proto.trainer.StartTrainingRequest;
import org.modyn.proto.trainer.TrainingStatusResponse;

/**
 * A training that was killed resumes from its newest checkpoint. A server that is killed after a
 * batch leaves the checkpoint of that batch as the newest one. Here all others are deleted and the
 * server is restarted, which is the same to the training that follows; and the checkpoints that it
 * writes then show at which batch it began.
 */
final class ResumedTrainingTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BATCHES = TrainerFixture.SAMPLES / 50;

  @TempDir private Path checkpoints;
  private TrainerFixture fixture;

  @BeforeEach
  void start() {
    fixture = TrainerFixture.start();
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  /** Batches of two epochs after which the training is killed, one after the other. */
  static Stream<List<Integer>> kills() {
    return Stream.of(
        List.of(1),
        List.of(BATCHES - 1),
        List.of(BATCHES),
        List.of(BATCHES + 1),
        List.of(2 * BATCHES - 1),
        List.of(2 * BATCHES),
        List.of(2, 5),
        List.of(BATCHES, BATCHES + 2, BATCHES + 3));
  }

  @ParameterizedTest
  @MethodSource("kills")
  void theModelIsThatOfAnUndisturbedRun(List<Integer> kills) throws Exception {
    ByteString undisturbed = weights(TrainerFixture.request());
    for (int kill : kills) {
      weights(request());
      restartAfter(kill);
    }
    assertThat(weights(request())).isEqualTo(undisturbed);
    assertThat(batches()).doesNotContain(kills.getLast() - 1).contains(2 * BATCHES);
  }

  @Test
  void theScheduleResumesToo() throws Exception {
    JsonString schedule =
        TrainerFixture.json(
            """
            {"name": "OneCycleLR", "source": "PyTorch", "step_every": "batch",
             "optimizers": ["default"],
             "config": {"max_lr": 0.05, "total_steps": "MODYN_NUM_BATCHES"}}\
            """);
    ByteString undisturbed = weights(TrainerFixture.request().setLrScheduler(schedule));
    weights(request().setLrScheduler(schedule));
    restartAfter(BATCHES + 3);
    assertThat(weights(request().setLrScheduler(schedule)))
        .isEqualTo(undisturbed)
        .isNotEqualTo(weights(TrainerFixture.request()));
  }

  @Test
  void theLogAndTheCountsAreThoseOfTheWholeTraining() throws Exception {
    weights(request());
    restartAfter(BATCHES + 2);
    TrainingStatusResponse status = fixture.awaitEnd(fixture.begin(request()));
    assertThat(status.getBatchesSeen()).isEqualTo(2 * BATCHES);
    assertThat(status.getSamplesSeen()).isEqualTo(2 * TrainerFixture.SAMPLES);
    assertThat(JSON.readTree(status.getLog().getValue()).path("epochs")).hasSize(2);
    assertThat(JSON.readTree(status.getLog().getValue()).path("training_loss"))
        .hasSize(2 * BATCHES);
  }

  /**
   * A folder that an earlier installation used: the same ids, configuration, seed and number of
   * samples, but other samples.
   */
  @Test
  void aStaleFolderIsNotResumedFrom() throws Exception {
    fixture.select(0, TrainerFixture.SAMPLES / 2);
    weights(request());
    restartAfter(BATCHES / 2);
    fixture.select(TrainerFixture.SAMPLES / 2, TrainerFixture.SAMPLES);
    ByteString undisturbed = weights(TrainerFixture.request());
    assertThat(weights(request().setRequestId("another"))).isEqualTo(undisturbed);
    assertThat(batches()).contains(1);
  }

  /**
   * After a backup was restored: the trigger is computed again, with the same ids and as many
   * samples, and the folder has a checkpoint that was made after the backup.
   */
  @Test
  void aTriggerThatIsComputedAgainIsNotResumed() throws Exception {
    fixture.select(0, TrainerFixture.SAMPLES / 2);
    weights(request());
    restartAfter(BATCHES / 2);
    fixture.select(TrainerFixture.SAMPLES / 2, TrainerFixture.SAMPLES);
    ByteString undisturbed = weights(TrainerFixture.request());
    assertThat(weights(request())).isEqualTo(undisturbed);
    assertThat(batches()).contains(1);
  }

  @Test
  void aRequestWithoutAnIdIsNotResumed() throws Exception {
    weights(request().clearRequestId());
    restartAfter(BATCHES);
    weights(request().clearRequestId());
    assertThat(batches()).contains(1);
  }

  @Test
  void aCheckpointOfAnotherConfigurationIsNotUsed() throws Exception {
    StartTrainingRequest.Builder other =
        TrainerFixture.request()
            .setTorchOptimizersConfiguration(TrainerFixture.optimizer("SGD", 0.1));
    ByteString undisturbed = weights(other.clone());
    weights(request());
    restartAfter(BATCHES);
    other.setRequestId("a").setCheckpointInfo(request().getCheckpointInfo());
    assertThat(weights(other)).isEqualTo(undisturbed);
  }

  @Test
  void checkpointsWithoutTheOptimizersHaveTheModelOnly() throws Exception {
    StartTrainingRequest.Builder request = request();
    request.getCheckpointInfoBuilder().setSaveOptimizerState(false).setCheckpointsKept(1);
    ByteString undisturbed = weights(request);
    assertThat(batches()).containsExactly(2 * BATCHES);
    try (SafetensorsFile last = SafetensorsFile.open(files().getFirst())) {
      assertThat(last.tensors().keySet())
          .isNotEmpty()
          .noneMatch(name -> name.startsWith("optimizer-"));
    }
    fixture.restart();
    request.getCheckpointInfoBuilder().setCheckpointsKept(0);
    assertThat(weights(request)).isEqualTo(undisturbed);
    assertThat(batches()).contains(1);
  }

  @Test
  void theNewestCheckpointsOfEachTrainingStay() throws Exception {
    StartTrainingRequest.Builder request = request();
    request.getCheckpointInfoBuilder().setCheckpointInterval(7).clearCheckpointsKept();
    weights(request);
    assertThat(batches()).containsExactlyInAnyOrder(70, 77);
    request.setRequestId("another").getCheckpointInfoBuilder().setCheckpointInterval(9);
    weights(request);
    assertThat(batches()).containsExactlyInAnyOrder(63, 70, 72, 77);
  }

  @Test
  void aDamagedCheckpointIsPassedOver() throws Exception {
    ByteString undisturbed = weights(TrainerFixture.request());
    weights(request());
    List<Path> files = files();
    for (Path file : files) {
      byte[] bytes = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    }
    fixture.restart();
    assertThat(weights(request())).isEqualTo(undisturbed);
  }

  private StartTrainingRequest.Builder request() {
    return TrainerFixture.request()
        .setRequestId("a")
        .setCheckpointInfo(
            CheckpointInfo.newBuilder()
                .setCheckpointInterval(1)
                .setCheckpointsKept(0)
                .setCheckpointPath(checkpoints.toString()));
  }

  private ByteString weights(StartTrainingRequest.Builder request) throws Exception {
    int model = fixture.train(request);
    return fixture.models.models().get(model - 1).weights();
  }

  /**
   * As a kill after a batch: its checkpoint is the newest one, the server knows nothing, and no
   * model is stored.
   */
  private void restartAfter(int batch) throws IOException {
    for (Path file : files()) {
      if (batches(file) != batch) {
        Files.delete(file);
      }
    }
    assertThat(batches()).containsExactly(batch);
    fixture.models.forgetRequests();
    fixture.restart();
  }

  /** Of which batches there are checkpoints. */
  private List<Integer> batches() {
    return files().stream().map(ResumedTrainingTest::batches).toList();
  }

  private List<Path> files() {
    try (Stream<Path> files = Files.walk(checkpoints)) {
      return files.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int batches(Path file) {
    return Integer.parseInt(file.getFileName().toString().replaceAll("\\D", ""));
  }
}
