package org.modyn.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.modyn.proto.trainer.CheckpointInfo;
import org.modyn.proto.trainer.StartTrainingRequest;
import org.modyn.proto.trainer.TrainingStatusResponse;

/**
 * A downsampled training that was killed resumes from its newest checkpoint, and its model is that
 * of an undisturbed run. The kill is as in {@link ResumedTrainingTest}.
 */
final class ResumedDownsamplingTest {
  private static final int EPOCHS = 4;

  @TempDir private Path checkpoints;
  private TrainerFixture fixture;

  @BeforeEach
  void start() {
    fixture = TrainerFixture.start();
    fixture.select(0, 530);
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  static Stream<Arguments> kills() {
    return Stream.of(
        // 12 batches a epoch: 5 full ones and a last one of 15 for each of 2 workers; of these, 15
        // or 4 samples are selected, 158 in an epoch, 632 in all: 12 batches of 50 and one of 32
        Arguments.of("strategy: Loss, ratio: 30", List.of(1, 2, 3, 4, 7, 12, 13)),
        Arguments.of("strategy: GradNorm, ratio: 50", List.of(2, 6)),
        // 212 samples an epoch: 106 for each worker, in 3 batches
        Arguments.of(
            "strategy: Loss, ratio: 40, sample_then_batch: true",
            IntStream.rangeClosed(1, 24).boxed().filter(kill -> kill % 3 != 2).toList()),
        Arguments.of(
            "strategy: Loss, ratio: 40, sample_then_batch: true, period: 2",
            List.of(1, 6, 11, 12, 13, 24)),
        Arguments.of(
            "strategy: GradNorm, ratio: 40, sample_then_batch: true, period: 0", List.of(5, 20)),
        Arguments.of("strategy: RS2, ratio: 40, with_replacement: false", List.of(5, 6, 7, 13)),
        Arguments.of("strategy: RS2, ratio: 40, with_replacement: true", List.of(6, 7)));
  }

  @ParameterizedTest
  @MethodSource("kills")
  void theModelIsThatOfAnUndisturbedRun(String downsampling, List<Integer> kills) throws Exception {
    fixture.downsample(downsampling);
    ByteString undisturbed = weights(request().clearCheckpointInfo().setRequestId("undisturbed"));
    for (int kill : kills) {
      deleteCheckpoints();
      TrainingStatusResponse whole = train(request());
      restartAfter(kill);
      int training = fixture.begin(request());
      TrainingStatusResponse resumed = fixture.awaitEnd(training);
      assertThat(resumed.getException()).isEmpty();
      assertThat(batches()).as("checkpoints").doesNotContain(kill - 1);
      assertThat(resumed.getBatchesSeen()).isEqualTo(whole.getBatchesSeen());
      assertThat(resumed.getSamplesSeen()).isEqualTo(whole.getSamplesSeen());
      assertThat(counts(resumed)).isEqualTo(counts(whole));
      assertThat(weights(request())).as("killed after batch %s", kill).isEqualTo(undisturbed);
    }
  }

  /** What the log says of the samples of all epochs, those before the kill included. */
  private static List<JsonNode> counts(TrainingStatusResponse status) throws IOException {
    JsonNode log = new ObjectMapper().readTree(status.getLog().getValue());
    assertThat(log.at("/downsampling/num_samples_chosen").intValue()).isPositive();
    return List.of(log.get("num_samples"), log.get("num_batches"), log.get("downsampling"));
  }

  private StartTrainingRequest.Builder request() {
    return TrainerFixture.request()
        .setEpochsPerTrigger(EPOCHS)
        .setRequestId("a")
        .setCheckpointInfo(
            CheckpointInfo.newBuilder()
                .setCheckpointInterval(1)
                .setCheckpointsKept(0)
                .setCheckpointPath(checkpoints.toString()));
  }

  private TrainingStatusResponse train(StartTrainingRequest.Builder request) throws Exception {
    return fixture.awaitEnd(fixture.begin(request));
  }

  private ByteString weights(StartTrainingRequest.Builder request) throws Exception {
    int model = fixture.train(request);
    return fixture.models.models().get(model - 1).weights();
  }

  private void restartAfter(int batch) throws IOException {
    for (Path file : files()) {
      if (batch(file) != batch) {
        Files.delete(file);
      }
    }
    assertThat(batches()).containsExactly(batch);
    fixture.models.forgetRequests();
    fixture.restart();
  }

  private void deleteCheckpoints() throws IOException {
    for (Path file : files()) {
      Files.delete(file);
    }
    fixture.models.forgetRequests();
    fixture.restart();
  }

  private List<Integer> batches() {
    return files().stream().map(ResumedDownsamplingTest::batch).toList();
  }

  private List<Path> files() {
    try (Stream<Path> files = Files.walk(checkpoints)) {
      return files.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int batch(Path file) {
    return Integer.parseInt(file.getFileName().toString().replaceAll("\\D", ""));
  }
}
