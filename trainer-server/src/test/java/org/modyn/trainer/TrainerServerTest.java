package org.modyn.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.modyn.ml.testing.TestModelStorage.StoredModel;
import org.modyn.proto.trainer.GetLatestModelRequest;
import org.modyn.proto.trainer.GetLatestModelResponse;
import org.modyn.proto.trainer.PythonString;
import org.modyn.proto.trainer.StartTrainingRequest;
import org.modyn.proto.trainer.StopTrainingRequest;
import org.modyn.proto.trainer.StoreFinalModelRequest;
import org.modyn.proto.trainer.StoreFinalModelResponse;
import org.modyn.proto.trainer.TrainerAvailableRequest;
import org.modyn.proto.trainer.TrainingStatusResponse;

@Timeout(120)
class TrainerServerTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void aTrainingLearnsAndItsModelIsStoredOnce() throws Exception {
    try (TrainerFixture fixture = TrainerFixture.start()) {
      assertThat(
              fixture
                  .trainer
                  .trainerAvailable(TrainerAvailableRequest.getDefaultInstance())
                  .getAvailable())
          .isTrue();
      int training = fixture.begin(TrainerFixture.request());
      TrainingStatusResponse status = fixture.awaitEnd(training);

      assertThat(status.getValid()).isTrue();
      assertThat(status.hasException()).isFalse();
      assertThat(status.getStateAvailable()).isTrue();
      assertThat(status.getSamplesSeen()).isEqualTo(2L * TrainerFixture.SAMPLES);
      assertThat(status.getBatchesSeen()).isEqualTo(80);
      JsonNode log = JSON.readTree(status.getLog().getValue());
      assertThat(log.get("num_samples").asLong()).isEqualTo(4_000);
      assertThat(log.get("num_batches").asLong()).isEqualTo(80);
      assertThat(log.get("total_train").asDouble()).isPositive();
      assertThat(log.get("epochs")).hasSize(2);
      assertThat(log.get("epochs").get(1).get("BatchTimings")).hasSize(40);
      assertThat(log.get("training_loss")).hasSize(80);
      assertThat(mean(log.get("training_loss"), 70)).isLessThan(0.5);
      assertThat(mean(log.get("training_loss"), 0)).isGreaterThan(0.6);

      StoreFinalModelResponse stored = store(fixture, training);
      assertThat(stored.getValidState()).isTrue();
      assertThat(store(fixture, training)).isEqualTo(stored);
      assertThat(fixture.models.models()).hasSize(1);
      assertThat(filesIn(fixture)).isEmpty();

      StoredModel model = fixture.models.models().getFirst();
      assertThat(model.header().getPipelineId()).isEqualTo(4);
      assertThat(model.header().getTriggerId()).isEqualTo(7);
      assertThat(model.header().getModelClass()).isEqualTo("DLRM");
      JsonNode provenance = JSON.readTree(model.header().getProvenance().getValue());
      assertThat(provenance.get("seed").asInt()).isEqualTo(1);
      assertThat(provenance.get("number_of_samples").asInt()).isEqualTo(4_000);
      assertThat(provenance.get("parent_model_id").isNull()).isTrue();
      assertThat(provenance.get("configuration_sha256").asText()).hasSize(64);
    }
  }

  /** Of ten losses, from {@code first} on. */
  private static double mean(JsonNode losses, int first) {
    double sum = 0;
    for (int i = first; i < first + 10; i++) {
      sum += losses.get(i).asDouble();
    }
    return sum / 10;
  }

  private static StoreFinalModelResponse store(TrainerFixture fixture, int training) {
    return fixture.trainer.storeFinalModel(
        StoreFinalModelRequest.newBuilder().setTrainingId(training).build());
  }

  private static List<Path> filesIn(TrainerFixture fixture) throws Exception {
    try (Stream<Path> files =
        Files.list(fixture.stateDirectory.resolve("trainer-server").resolve("weights"))) {
      return files.toList();
    }
  }

  @Test
  void theSeedDecidesTheWeights() throws Exception {
    try (TrainerFixture fixture = TrainerFixture.start()) {
      int first = fixture.train(TrainerFixture.request());
      int again = fixture.train(TrainerFixture.request());
      int other = fixture.train(TrainerFixture.request().setSeed(2));
      int drawn = fixture.train(TrainerFixture.request().clearSeed());
      assertThat(weights(fixture, again)).isEqualTo(weights(fixture, first));
      assertThat(weights(fixture, other)).isNotEqualTo(weights(fixture, first));
      JsonNode provenance =
          JSON.readTree(fixture.models.models().get(drawn - 1).header().getProvenance().getValue());
      int repeated =
          fixture.train(TrainerFixture.request().setSeed(provenance.get("seed").asInt()));
      assertThat(weights(fixture, repeated)).isEqualTo(weights(fixture, drawn));
    }
  }

  @Test
  void mixedPrecisionOnTheCpuIsFloat32AndSaysSo() throws Exception {
    try (TrainerFixture fixture = TrainerFixture.start()) {
      int plain = fixture.train(TrainerFixture.request());
      int training = fixture.begin(TrainerFixture.request().setAmp(true));
      assertThat(fixture.awaitEnd(training).getNotesList())
          .containsExactly("training.amp: has no effect on the CPU, which computes in float32");
      int mixed = fixture.train(TrainerFixture.request().setAmp(true));
      assertThat(weights(fixture, mixed)).isEqualTo(weights(fixture, plain));
    }
  }

  @Test
  void clippingChangesWhatIsLearned() throws Exception {
    try (TrainerFixture fixture = TrainerFixture.start()) {
      StartTrainingRequest.Builder sgd =
          TrainerFixture.request()
              .setTorchOptimizersConfiguration(TrainerFixture.optimizer("SGD", 0.1));
      int plain = fixture.train(sgd.clone());
      int wide =
          fixture.train(sgd.clone().setGradientClipping(TrainerFixture.json("{\"norm\": 1000}")));
      int narrow =
          fixture.train(sgd.clone().setGradientClipping(TrainerFixture.json("{\"value\": 0.001}")));
      assertThat(weights(fixture, wide)).isEqualTo(weights(fixture, plain));
      assertThat(weights(fixture, narrow)).isNotEqualTo(weights(fixture, plain));
    }
  }

  private static ByteString weights(TrainerFixture fixture, int model) {
    return fixture.models.models().get(model - 1).weights();
  }

  @Test
  void aTrainingStartsFromAStoredModel() throws Exception {
    try (TrainerFixture fixture = TrainerFixture.start()) {
      StartTrainingRequest.Builder standstill =
          TrainerFixture.request()
              .setTorchOptimizersConfiguration(TrainerFixture.optimizer("SGD", 0));
      int parent =
          fixture.train(
              TrainerFixture.request()
                  .setTorchOptimizersConfiguration(TrainerFixture.optimizer("SGD", 0.1)));
      int child =
          fixture.train(
              standstill
                  .clone()
                  .setSeed(9)
                  .setUsePretrainedModel(true)
                  .setPretrainedModelId(parent));
      int fresh = fixture.train(standstill.clone().setSeed(9));
      assertThat(weights(fixture, child)).isEqualTo(weights(fixture, parent));
      assertThat(weights(fixture, fresh)).isNotEqualTo(weights(fixture, parent));
      assertThat(fixture.models.models().get(child - 1).header().getProvenance().getValue())
          .contains("\"parent_model_id\":" + parent);
    }
  }

  @Test
  void theOptimizersStateIsLoadedOnRequest() throws Exception {
    try (TrainerFixture fixture = TrainerFixture.start()) {
      int parent = fixture.train(TrainerFixture.request());
      StartTrainingRequest.Builder child =
          TrainerFixture.request().setUsePretrainedModel(true).setPretrainedModelId(parent);
      int without = fixture.train(child.clone());
      int with = fixture.train(child.clone().setLoadOptimizerState(true));
      assertThat(weights(fixture, with)).isNotEqualTo(weights(fixture, without));
    }
  }

  @Test
  void weightsOfTheSelectorDecideTheLoss() throws Exception {
    try (TrainerFixture weighted = TrainerFixture.startWeighted();
        TrainerFixture unweighted = TrainerFixture.start()) {
      StartTrainingRequest.Builder request =
          TrainerFixture.request().setEpochsPerTrigger(1).setShuffle(false);
      assertThat(firstLoss(weighted, request)).isNotEqualTo(firstLoss(unweighted, request));
      assertThat(firstLoss(weighted, request))
          .isCloseTo(firstLoss(unweighted, request), within(0.3));
    }
  }

  private static double firstLoss(TrainerFixture fixture, StartTrainingRequest.Builder request)
      throws Exception {
    TrainingStatusResponse status = fixture.awaitEnd(fixture.begin(request.clone()));
    return JSON.readTree(status.getLog().getValue()).get("training_loss").get(0).asDouble();
  }

  @Test
  void aTrainingEndsAfterTheNumberOfSamplesToPass() throws Exception {
    try (TrainerFixture fixture = TrainerFixture.start()) {
      TrainingStatusResponse status =
          fixture.awaitEnd(fixture.begin(TrainerFixture.request().setNumSamplesToPass(4_501)));
      assertThat(status.getSamplesSeen()).isEqualTo(4_550);
      assertThat(JSON.readTree(status.getLog().getValue()).get("epochs")).hasSize(3);
    }
  }

  @Test
  void aBatchLargerThanTheDataIsAnErrorAndNoEndlessLoop() throws Exception {
    try (TrainerFixture fixture = TrainerFixture.start()) {
      for (long samplesToPass : new long[] {0, 10}) {
        StartTrainingRequest.Builder request =
            TrainerFixture.request()
                .setNumSamplesToPass(samplesToPass)
                .setBatchSize(1_001)
                .setDropLastBatch(true);
        TrainingStatusResponse status = fixture.awaitEnd(fixture.begin(request));
        assertThat(status.getException())
            .isEqualTo(
                "trigger 7 of pipeline 4 has no full batch of 1,001 samples for any of 2 loader"
                    + " workers: lower batch_size or dataloader_workers, or set drop_last_batch to"
                    + " false");
        int trained = fixture.begin(request.setDropLastBatch(false));
        assertThat(fixture.awaitEnd(trained).getBatchesSeen()).isPositive();
      }
    }
  }

  @Test
  void aLossThatIsNotANumberEndsTheTraining() throws Exception {
    try (TrainerFixture fixture = TrainerFixture.start()) {
      int training =
          fixture.begin(
              TrainerFixture.request()
                  .setTorchOptimizersConfiguration(TrainerFixture.optimizer("SGD", 1e30)));
      TrainingStatusResponse status = fixture.awaitEnd(training);
      assertThat(status.getException())
          .matches(
              "the loss is (NaN|-?Infinity) in batch \\d+ of the training"
                  + " \\(keys (\\d+, ){10}\\.\\.\\.\\): lower the learning rate or check the data");
      assertThat(store(fixture, training).getValidState()).isFalse();
    }
  }

  @Test
  void aScheduleThatEndsBeforeTheTrainingSaysSo() throws Exception {
    try (TrainerFixture fixture = TrainerFixture.start()) {
      int training =
          fixture.begin(
              TrainerFixture.request()
                  .setLrScheduler(
                      TrainerFixture.json(
                          """
                          {"name": "OneCycleLR", "source": "PyTorch", "step_every": "batch",
                           "optimizers": ["default"], "config": {"max_lr": 0.1, "total_steps": 3}}\
                          """)));
      assertThat(fixture.awaitEnd(training).getException())
          .isEqualTo(
              "OneCycleLR has no learning rate after step 4: its cycle has 3 steps; set total_steps"
                  + " to MODYN_NUM_BATCHES, which counts full batches"
                  + " (training.drop_last_batch: true)");
    }
  }

  @Test
  void aLabelThatTheLossDoesNotKnowEndsTheTraining() throws Exception {
    try (TrainerFixture fixture = TrainerFixture.start()) {
      int training =
          fixture.begin(
              TrainerFixture.request()
                  .setLabelTransformer(PythonString.newBuilder().setValue("Shift(2)")));
      TrainingStatusResponse status = fixture.awaitEnd(training);
      assertThat(status.getException())
          .matches(
              "the sample with key \\d+ \\(sample \\d+ of /data/numbers\\.bin\\) has the label"
                  + " [23], but the labels of BCEWithLogitsLoss are 0 and 1");
      assertThat(status.getBatchesSeen()).isZero();
    }
  }

  @Test
  void aTrainingWithoutStorageFails() throws Exception {
    try (TrainerFixture fixture = TrainerFixture.start()) {
      fixture.stopStorage();
      TrainingStatusResponse status = fixture.awaitEnd(fixture.begin(TrainerFixture.request()));
      assertThat(status.getException()).contains("cannot reach the storage");
    }
  }

  @Test
  void aTrainingCanBeStoppedAndWatched() throws Exception {
    try (TrainerFixture fixture = TrainerFixture.start()) {
      int training = fixture.begin(TrainerFixture.request().setNumSamplesToPass(Long.MAX_VALUE));
      GetLatestModelResponse latest =
          fixture.trainer.getLatestModel(
              GetLatestModelRequest.newBuilder().setTrainingId(training).build());
      assertThat(latest.getValidState()).isTrue();
      assertThat(Path.of(latest.getModelPath())).isNotEmptyFile();
      assertThat(fixture.status(training).getIsRunning()).isTrue();
      assertThat(store(fixture, training).getValidState()).isFalse();

      StopTrainingRequest stop = StopTrainingRequest.newBuilder().setTrainingId(training).build();
      assertThat(fixture.trainer.stopTraining(stop).getValid()).isTrue();
      assertThat(fixture.awaitEnd(training).getException()).isEqualTo("the training was stopped");
      assertThat(fixture.trainer.stopTraining(stop).getValid()).isTrue();
      assertThat(fixture.status(training).getSamplesSeen()).isPositive();
    }
  }

  @Test
  void weightsThatWereAskedForDoNotStayAfterTheModelIsStored() throws Exception {
    try (TrainerFixture fixture = TrainerFixture.start()) {
      int training = fixture.begin(TrainerFixture.request().setNumSamplesToPass(100_000));
      Path latest =
          Path.of(
              fixture
                  .trainer
                  .getLatestModel(
                      GetLatestModelRequest.newBuilder().setTrainingId(training).build())
                  .getModelPath());
      assertThat(latest).isNotEmptyFile();
      fixture.awaitEnd(training);
      assertThat(store(fixture, training).getValidState()).isTrue();
      assertThat(latest.getParent()).isEmptyDirectory();
    }
  }

  @Test
  void closingTheServerEndsItsTrainings() {
    try (TrainerFixture fixture = TrainerFixture.start()) {
      int training = fixture.begin(TrainerFixture.request().setNumSamplesToPass(Long.MAX_VALUE));
      assertThat(fixture.status(training).getIsRunning()).isTrue();
      fixture.server.close();
      assertThat(Thread.getAllStackTraces().keySet())
          .noneMatch(
              thread ->
                  thread.getName().startsWith("training-")
                      || thread.getName().startsWith("loader-"));
    }
  }

  @Test
  void anUnknownTrainingIsNotValid() {
    try (TrainerFixture fixture = TrainerFixture.start()) {
      assertThat(fixture.status(99).getValid()).isFalse();
      assertThat(store(fixture, 99).getValidState()).isFalse();
      assertThat(
              fixture
                  .trainer
                  .getLatestModel(GetLatestModelRequest.newBuilder().setTrainingId(99).build())
                  .getValidState())
          .isFalse();
      assertThat(
              fixture
                  .trainer
                  .stopTraining(StopTrainingRequest.newBuilder().setTrainingId(99).build())
                  .getValid())
          .isFalse();
    }
  }
}
