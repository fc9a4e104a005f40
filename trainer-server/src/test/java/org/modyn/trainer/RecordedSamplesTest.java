package org.modyn.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.common.trained.TrainedSamples;
import org.modyn.common.trained.TrainedSamplesReader;
import org.modyn.ml.testing.TestModelStorage;
import org.modyn.proto.trainer.CheckpointInfo;
import org.modyn.proto.trainer.StartTrainingRequest;
import org.modyn.proto.trainer.StoreFinalModelRequest;

/** Trainings of two epochs in batches of 50 that record their samples. */
final class RecordedSamplesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int EPOCH_BATCHES = TrainerFixture.SAMPLES / 50;

  @TempDir private Path checkpoints;
  @TempDir private Path downloads;
  private TrainerFixture fixture;

  @BeforeEach
  void start() {
    fixture = TrainerFixture.start();
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private record Sample(int epoch, long key, float weight, float loss, float norm) {}

  private static StartTrainingRequest.Builder recording() {
    return TrainerFixture.request().setRecordSamples(true);
  }

  private TestModelStorage.StoredModel train(StartTrainingRequest.Builder request)
      throws InterruptedException {
    int model = fixture.train(request);
    return fixture.models.models().get(model - 1);
  }

  private List<Sample> read(ByteString file) throws IOException {
    Path path = Files.write(downloads.resolve("samples"), file.toByteArray());
    List<Sample> samples = new ArrayList<>();
    TrainedSamples block = new TrainedSamples();
    try (TrainedSamplesReader reader = TrainedSamplesReader.open(path, 4, 7)) {
      while (reader.next(block)) {
        for (int index = 0; index < block.size(); index++) {
          samples.add(
              new Sample(
                  block.epoch(),
                  block.keys()[index],
                  block.weights()[index],
                  block.losses()[index],
                  block.gradientNorms()[index]));
        }
      }
    }
    return samples;
  }

  @Test
  void eachSampleIsRecordedOnceAnEpoch() throws Exception {
    int training = fixture.begin(recording());
    JsonNode losses =
        JSON.readTree(fixture.awaitEnd(training).getLog().getValue()).path("training_loss");
    int model =
        fixture
            .trainer
            .storeFinalModel(StoreFinalModelRequest.newBuilder().setTrainingId(training).build())
            .getModelId();
    List<Sample> samples = read(fixture.models.models().get(model - 1).samples());
    for (int epoch = 0; epoch < 2; epoch++) {
      int number = epoch;
      assertThat(
              samples.stream()
                  .filter(sample -> sample.epoch() == number)
                  .mapToLong(Sample::key)
                  .sorted())
          .containsExactlyElementsOf(LongStream.range(0, TrainerFixture.SAMPLES).boxed().toList());
    }
    assertThat(losses).hasSize(2 * EPOCH_BATCHES);
    for (int batch = 0; batch < 2 * EPOCH_BATCHES; batch++) {
      List<Sample> ofBatch = samples.subList(50 * batch, 50 * (batch + 1));
      assertThat(ofBatch.stream().mapToDouble(Sample::loss).average().orElseThrow())
          .isCloseTo(losses.get(batch).doubleValue(), within(1e-6));
      assertThat(ofBatch).allMatch(sample -> sample.weight() == 1);
    }
    // for labels 0 and 1 the loss is -log(1 - |sigmoid(x) - y|), and the gradient sigmoid(x) - y
    assertThat(samples)
        .allSatisfy(
            sample ->
                assertThat((double) sample.norm())
                    .isCloseTo(-Math.expm1(-sample.loss()), within(1e-5)));
    assertThat(files(fixture.stateDirectory, ".samples")).isEmpty();
  }

  @Test
  void weightsAreThoseOfTheTrainingSet() throws Exception {
    try (TrainerFixture weighted = TrainerFixture.startWeighted()) {
      int model = weighted.train(recording());
      List<Sample> samples = read(weighted.models.models().get(model - 1).samples());
      assertThat(samples.stream().map(Sample::weight).distinct().count()).isGreaterThan(1);
    }
  }

  @Test
  void theModelIsThatOfATrainingWithoutRecording() throws Exception {
    TestModelStorage.StoredModel without = train(TrainerFixture.request());
    TestModelStorage.StoredModel with = train(recording());
    assertThat(without.samples()).isEmpty();
    assertThat(with.weights()).isEqualTo(without.weights());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, EPOCH_BATCHES, EPOCH_BATCHES + 3, 2 * EPOCH_BATCHES})
  void aResumedTrainingHasTheRecordOfAnUndisturbedOne(int killedAfter) throws Exception {
    ByteString undisturbed = train(recording()).samples();
    killAfter(killedAfter);
    TestModelStorage.StoredModel resumed = train(resumable());
    assertThat(read(resumed.samples())).isEqualTo(read(undisturbed));
    assertThat(files(checkpoints, "model_1.safetensors").isEmpty()).isEqualTo(killedAfter > 1);
    assertThat(files(checkpoints, ".samples")).isEmpty();
  }

  @Test
  void withoutItsRecordATrainingStartsFromTheBeginning() throws Exception {
    ByteString undisturbed = train(recording()).samples();
    killAfter(EPOCH_BATCHES);
    Files.delete(files(checkpoints, ".samples").getFirst());
    TestModelStorage.StoredModel again = train(resumable());
    assertThat(read(again.samples())).isEqualTo(read(undisturbed));
    assertThat(files(checkpoints, "model_1.safetensors")).isNotEmpty();
  }

  private StartTrainingRequest.Builder resumable() {
    return recording()
        .setRequestId("a")
        .setCheckpointInfo(
            CheckpointInfo.newBuilder()
                .setCheckpointInterval(1)
                .setCheckpointsKept(0)
                .setCheckpointPath(checkpoints.toString()));
  }

  /**
   * Leaves what a server that is killed after a batch leaves: the checkpoint of that batch as the
   * newest one, no stored model, and the record, which has samples of later batches.
   */
  private void killAfter(int batch) throws Exception {
    fixture.awaitEnd(fixture.begin(resumable()));
    for (Path file : files(checkpoints, ".safetensors")) {
      if (!file.getFileName().toString().equals("model_" + batch + ".safetensors")) {
        Files.delete(file);
      }
    }
    assertThat(files(checkpoints, ".samples")).hasSize(1);
    fixture.restart();
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).toList();
    }
  }
}
