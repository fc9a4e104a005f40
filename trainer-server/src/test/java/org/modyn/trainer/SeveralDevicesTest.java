package org.modyn.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.common.trained.TrainedSamples;
import org.modyn.common.trained.TrainedSamplesReader;
import org.modyn.ml.testing.TestDevices;
import org.modyn.proto.trainer.CheckpointInfo;
import org.modyn.proto.trainer.FieldProblem;
import org.modyn.proto.trainer.ListTrainingsRequest;
import org.modyn.proto.trainer.ModelSpecification;
import org.modyn.proto.trainer.StartTrainingRequest;
import org.modyn.proto.trainer.StopTrainingRequest;
import org.modyn.proto.trainer.TrainingStatusResponse;
import org.modyn.proto.trainer.TrainingSummary;

/** Trainings on simulated devices: on other ones than the CPU, at the same time, on several. */
@Timeout(120)
final class SeveralDevicesTest {
  private static final int DEVICES = 3;

  @TempDir private Path checkpoints;
  private TestDevices devices;
  private TrainerFixture fixture;

  @BeforeEach
  void start() {
    devices = TestDevices.simulate(DEVICES);
    fixture = TrainerFixture.start();
  }

  @AfterEach
  void stop() {
    fixture.close();
    devices.close();
  }

  private static StartTrainingRequest.Builder request(int first, int count) {
    return TrainerFixture.request().setDevice("cuda:" + first).setGpus(count);
  }

  private static StartTrainingRequest.Builder endless(int first, int count) {
    return request(first, count).setNumSamplesToPass(Long.MAX_VALUE);
  }

  @Test
  void theModelIsThatOfTheCpu() throws Exception {
    TrainingStatusResponse onCpu = fixture.awaitEnd(fixture.begin(TrainerFixture.request()));
    for (StartTrainingRequest.Builder request :
        List.of(request(0, 1), request(2, 1), request(0, DEVICES), request(1, 2))) {
      TrainingStatusResponse status = fixture.awaitEnd(fixture.begin(request));
      assertThat(status.getException()).isEmpty();
      assertThat(status.getLoss()).isCloseTo(onCpu.getLoss(), within(1e-5));
      assertThat(status.getSamplesSeen()).isEqualTo(2L * TrainerFixture.SAMPLES);
      assertThat(status.getNotesList())
          .containsExactly("training.device: " + request.getDevice() + " is simulated on the CPU");
    }
  }

  @Test
  void aKilledTrainingResumesBitForBit() throws Exception {
    StartTrainingRequest.Builder request =
        request(0, DEVICES)
            .setRequestId("a")
            .setCheckpointInfo(
                CheckpointInfo.newBuilder()
                    .setCheckpointInterval(7)
                    .setCheckpointsKept(0)
                    .setCheckpointPath(checkpoints.toString()));
    ByteString undisturbed = weights(request);
    deleteCheckpointsBut(35);
    fixture.models.forgetRequests();
    fixture.restart();
    assertThat(weights(request)).isEqualTo(undisturbed);
    assertThat(Files.exists(checkpoint(28))).isFalse();
    assertThat(Files.exists(checkpoint(42))).isTrue();
  }

  private ByteString weights(StartTrainingRequest.Builder request) throws Exception {
    int model = fixture.train(request);
    return fixture.models.models().get(model - 1).weights();
  }

  private Path checkpoint(int batches) {
    return checkpoints.resolve("pipeline_4/trigger_7/model_" + batches + ".safetensors");
  }

  private void deleteCheckpointsBut(int batches) throws IOException {
    try (Stream<Path> files = Files.walk(checkpoints)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.equals(checkpoint(batches))) {
          Files.delete(file);
        }
      }
    }
  }

  @Test
  void samplesAreRecordedInTheOrderOfTheBatches() throws Exception {
    List<Recorded> onCpu = recorded(TrainerFixture.request());
    List<Recorded> onDevices = recorded(request(0, DEVICES));
    assertThat(onCpu).hasSize(2 * TrainerFixture.SAMPLES);
    assertThat(onDevices)
        .zipSatisfy(
            onCpu,
            (actual, expected) -> {
              assertThat(actual.key()).isEqualTo(expected.key());
              assertThat(actual.loss()).isCloseTo(expected.loss(), within(1e-4f));
            });
  }

  private record Recorded(long key, float loss) {}

  private List<Recorded> recorded(StartTrainingRequest.Builder request) throws Exception {
    int model = fixture.train(request.setRecordSamples(true));
    Path file =
        Files.write(
            checkpoints.resolve("samples"),
            fixture.models.models().get(model - 1).samples().toByteArray());
    List<Recorded> recorded = new ArrayList<>();
    TrainedSamples block = new TrainedSamples();
    try (TrainedSamplesReader reader = TrainedSamplesReader.open(file, 4, 7)) {
      while (reader.next(block)) {
        for (int index = 0; index < block.size(); index++) {
          recorded.add(new Recorded(block.keys()[index], block.losses()[index]));
        }
      }
    }
    return recorded;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void samplesAreSelectedWithTheModelAsItIs(boolean fromAllSamples) throws Exception {
    fixture.downsample("strategy: Loss, ratio: 50, sample_then_batch: " + fromAllSamples);
    ByteString onCpu = weights(TrainerFixture.request());
    assertThat(weights(request(2, 1))).isEqualTo(onCpu);
    TrainingStatusResponse status = fixture.awaitEnd(fixture.begin(request(0, DEVICES)));
    assertThat(status.getException()).isEmpty();
    assertThat(status.getSamplesSeen()).isEqualTo(TrainerFixture.SAMPLES);
  }

  @Test
  void aLossThatIsNotFiniteEndsTheTraining() throws Exception {
    TrainingStatusResponse status =
        fixture.awaitEnd(
            fixture.begin(
                request(0, 2)
                    .setTorchOptimizersConfiguration(TrainerFixture.optimizer("SGD", 1e30))));
    assertThat(status.getException()).contains("the loss is").contains("of the training (keys ");
    assertThat(fixture.models.models()).isEmpty();
  }

  @Test
  void trainingsRunAtTheSameTimeOnDifferentDevices() {
    List<Integer> running = Stream.of(endless(0, 1), endless(1, 2)).map(fixture::begin).toList();
    int waiting = fixture.begin(request(2, 1));
    int onCpu = fixture.begin(endless(0, 0).setDevice("cpu"));
    for (int training : Stream.concat(running.stream(), Stream.of(onCpu)).toList()) {
      while (fixture.status(training).getBatchesSeen() < 3) {
        Thread.onSpinWait();
      }
    }
    assertThat(fixture.status(waiting).getQueuePosition()).isEqualTo(1);
    assertThat(
            fixture
                .trainer
                .listTrainings(ListTrainingsRequest.getDefaultInstance())
                .getTrainingsList())
        .extracting(TrainingSummary::getDevice)
        .containsExactly("cuda:0", "cuda:1, cuda:2", "cpu", "cuda:2");
  }

  @Test
  void aTrainingIsStoppedWithinABatch() throws Exception {
    int training = fixture.begin(endless(0, DEVICES));
    while (fixture.status(training).getBatchesSeen() == 0) {
      Thread.onSpinWait();
    }
    fixture.trainer.stopTraining(StopTrainingRequest.newBuilder().setTrainingId(training).build());
    assertThat(fixture.awaitEnd(training).getException()).isEqualTo("the training was stopped");
    assertThat(fixture.awaitEnd(fixture.begin(request(0, DEVICES))).getException()).isEmpty();
  }

  @Test
  void whatCannotBeDividedIsRefused() {
    assertThat(fixture.validate(request(1, 3)))
        .containsExactly(
            problem(
                "training.gpus",
                "3 devices are needed, cuda:1 to cuda:3, but modyn.simulated_devices=3 simulates 3"
                    + " CUDA devices"));
    assertThat(fixture.validate(request(0, -1)))
        .containsExactly(problem("training.gpus", "must be at least 0, but is -1"));
    assertThat(fixture.validate(TrainerFixture.request().setGpus(2)))
        .containsExactly(problem("training.gpus", "must be 1 for the device cpu, but is 2"));
    assertThat(
            fixture.validate(
                request(0, 2)
                    .setModel(
                        ModelSpecification.newBuilder()
                            .setModelClass("RHOLOSSTwinModel")
                            .setConfiguration(
                                TrainerFixture.json("{\"rho_real_model_class\": \"Dummy\"}")))))
        .contains(
            problem(
                "training.gpus",
                "must be 1, because a RHOLOSSTwinModel cannot be trained on several devices, but"
                    + " is 2"));
  }

  private static FieldProblem problem(String field, String message) {
    return FieldProblem.newBuilder().setField(field).setMessage(message).build();
  }
}
