package org.modyn.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.proto.trainer.GetLatestModelRequest;
import org.modyn.proto.trainer.StartTrainingRequest;
import org.modyn.proto.trainer.StopTrainingRequest;
import org.modyn.proto.trainer.TrainingStatusResponse;

/** Trainings on the samples that downsampling selects. */
@Timeout(120)
class DownsampledTrainingTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ALL_SAMPLES = ", sample_then_batch: true";

  private final TrainerFixture fixture = TrainerFixture.start();

  @AfterEach
  void close() {
    fixture.close();
  }

  static List<String> strategiesForBatches() {
    return List.of(
        "strategy: Loss",
        "strategy: GradNorm",
        "strategy: Uncertainty, score_metric: LeastConfidence",
        "strategy: Uncertainty, score_metric: Entropy",
        "strategy: Uncertainty, score_metric: Margin");
  }

  static Stream<String> strategiesForTrainingSets() {
    return Stream.concat(
        strategiesForBatches().stream().map(strategy -> strategy + ALL_SAMPLES),
        Stream.of(
            "strategy: RS2, with_replacement: true", "strategy: RS2, with_replacement: false"));
  }

  private TrainingStatusResponse train(String downsampling, StartTrainingRequest.Builder request)
      throws InterruptedException {
    fixture.downsample(downsampling);
    TrainingStatusResponse status = fixture.awaitEnd(fixture.begin(request));
    assertThat(status.getException()).isEmpty();
    return status;
  }

  private static JsonNode log(TrainingStatusResponse status) throws Exception {
    return JSON.readTree(status.getLog().getValue());
  }

  /** 20 % of 2,000 samples in batches of 50, in 2 epochs. */
  @ParameterizedTest
  @MethodSource("strategiesForBatches")
  void aPartOfEachBatchIsTrainedOn(String strategy) throws Exception {
    TrainingStatusResponse status = train(strategy + ", ratio: 20", TrainerFixture.request());
    assertThat(status.getBatchesSeen()).isEqualTo(16);
    assertThat(status.getSamplesSeen()).isEqualTo(800);
    assertThat(status.hasDownsamplingSamplesSeen()).isFalse();
    JsonNode log = log(status);
    assertThat(log.at("/num_batches").asInt()).isEqualTo(80);
    assertThat(log.at("/num_samples").asInt()).isEqualTo(4_000);
    assertThat(log.at("/num_batches_trained").asInt()).isEqualTo(16);
    assertThat(log.at("/num_samples_trained").asInt()).isEqualTo(800);
    assertThat(log.at("/downsampling/num_samples_offered").asInt()).isEqualTo(4_000);
    assertThat(log.at("/downsampling/num_samples_chosen").asInt()).isEqualTo(800);
    assertThat(log.at("/received_downsampler_config/downsampling_ratio").asInt()).isEqualTo(20);
    assertThat(log.at("/received_downsampler_config/sample_then_batch").asBoolean(true)).isFalse();
    for (JsonNode epoch : log.get("epochs")) {
      assertThat(epoch.get("DownsampleBTS").asDouble()).isPositive();
      assertThat(epoch.get("DownsampleSTB").asDouble()).isZero();
      assertThat(epoch.get("BatchTimings")).hasSize(8);
    }
  }

  @ParameterizedTest
  @MethodSource("strategiesForTrainingSets")
  void aPartOfTheTrainingSetIsTrainedOn(String strategy) throws Exception {
    TrainingStatusResponse status = train(strategy + ", ratio: 20", TrainerFixture.request());
    assertThat(status.getSamplesSeen()).isEqualTo(800);
    boolean scores = !strategy.contains("RS2");
    assertThat(status.getDownsamplingSamplesSeen()).isEqualTo(scores ? 2_000 : 0);
    assertThat(status.getDownsamplingSamplesTotal()).isEqualTo(scores ? 2_000 : 0);
    assertThat(status.getDownsamplingBatchesSeen()).isEqualTo(scores ? 40 : 0);
    JsonNode log = log(status);
    assertThat(log.at("/num_samples").asInt()).isEqualTo(800);
    assertThat(log.at("/num_samples_trained").asInt()).isEqualTo(800);
    assertThat(log.at("/downsampling/num_samples_offered").asInt()).isEqualTo(4_000);
    assertThat(log.at("/downsampling/num_samples_chosen").asInt()).isEqualTo(800);
    assertThat(log.at("/received_downsampler_config/downsampling_period").asInt()).isEqualTo(1);
    for (JsonNode epoch : log.get("epochs")) {
      assertThat(epoch.get("DownsampleSTB").asDouble()).isPositive();
      assertThat(epoch.get("DownsampleBTS").asDouble()).isZero();
    }
    assertThat(selections()).isEmpty();
  }

  /** The part of each of two labels is rounded down. */
  @Test
  void aPartOfEachLabelIsTrainedOn() throws Exception {
    TrainingStatusResponse status =
        train(
            "strategy: Uncertainty, score_metric: Margin, balance: true, ratio: 20" + ALL_SAMPLES,
            TrainerFixture.request());
    assertThat(status.getSamplesSeen()).isIn(798L, 800L);
  }

  /** The files of selected samples that a training has left. */
  private Stream<Path> selections() throws Exception {
    return Files.walk(fixture.stateDirectory.resolve("trainer-server/selections")).skip(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 9})
  void theTrainingSetIsScoredEveryPeriod(int period) throws Exception {
    TrainingStatusResponse status =
        train(
            "strategy: Loss, ratio: 10, period: " + period + ALL_SAMPLES,
            TrainerFixture.request().setEpochsPerTrigger(5));
    assertThat(status.getSamplesSeen()).isEqualTo(1_000);
    JsonNode log = log(status);
    int selections = period == 0 ? 1 : Math.ceilDiv(5, period);
    assertThat(log.at("/downsampling/num_samples_offered").asInt()).isEqualTo(selections * 2_000);
    assertThat(log.at("/downsampling/num_samples_chosen").asInt()).isEqualTo(selections * 200);
    for (int epoch = 0; epoch < 5; epoch++) {
      boolean selects = period == 0 ? epoch == 0 : epoch % period == 0;
      assertThat(log.at("/epochs/" + epoch + "/DownsampleSTB").asDouble() > 0)
          .as("epoch %s", epoch)
          .isEqualTo(selects);
    }
  }

  /** 15 of each 50 do not fill a batch of 50: what is left begins the next one. */
  @Test
  void theRestOfABatchIsKeptAcrossEpochs() throws Exception {
    TrainingStatusResponse status = train("strategy: Loss, ratio: 30", TrainerFixture.request());
    assertThat(status.getBatchesSeen()).isEqualTo(24);
    assertThat(status.getSamplesSeen()).isEqualTo(1_200);
    assertThat(log(status).at("/epochs/0/BatchTimings")).hasSize(12);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theLastBatchIsSmallerOrDropped(boolean drop) throws Exception {
    fixture.select(0, 330);
    // the workers have 3 batches of 50 each, and a last one of 14 and of 16
    TrainingStatusResponse status =
        train("strategy: Loss, ratio: 50", TrainerFixture.request().setDropLastBatch(drop));
    assertThat(status.getSamplesSeen()).isEqualTo(drop ? 300 : 2 * (6 * 25 + 7 + 8));
    assertThat(log(status).at("/num_samples").asInt()).isEqualTo(drop ? 600 : 660);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ALL_SAMPLES})
  void trainingSetsMayBeSmallerThanABatch(String mode) throws Exception {
    fixture.select(0, 7);
    TrainingStatusResponse status =
        train("strategy: Loss, ratio: 50" + mode, TrainerFixture.request());
    // 4 and 3 of two workers, or 7 at once
    assertThat(status.getSamplesSeen()).isEqualTo(mode.isEmpty() ? 2 * (2 + 1) : 2 * 3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ALL_SAMPLES})
  void anEmptyTrainingSetIsNotTrainedOn(String mode) throws Exception {
    fixture.select(0, 0);
    fixture.downsample("strategy: Loss, ratio: 50" + mode);
    TrainingStatusResponse status = fixture.awaitEnd(fixture.begin(TrainerFixture.request()));
    assertThat(status.getException()).contains("trigger 7 of pipeline 4 has no full batch of 50");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ALL_SAMPLES})
  void numberOfSamplesToPassCountsAsInTheOriginal(String mode) throws Exception {
    TrainingStatusResponse status =
        train(
            "strategy: Loss, ratio: 50" + mode,
            TrainerFixture.request().setNumSamplesToPass(1_010));
    // of batches, those loaded count; of the training set, the selected ones
    assertThat(log(status).at("/num_samples").asInt()).isEqualTo(mode.isEmpty() ? 1_100 : 1_050);
    assertThat(status.getSamplesSeen()).isEqualTo(mode.isEmpty() ? 550 : 1_050);
  }

  @Test
  void aStrategyWithoutScoresNeedsTheWholeTrainingSet() throws Exception {
    TrainingStatusResponse status =
        train(
            "strategy: RS2, ratio: 1, ratio_max: 1000, with_replacement: true",
            TrainerFixture.request());
    assertThat(status.getSamplesSeen()).isEqualTo(4);
  }

  /** One sample of 2,000 is selected in each epoch, so that nearly all time goes into scoring. */
  @Test
  void aSelectionIsSeenAndCanBeStopped() throws Exception {
    fixture.downsample("strategy: Loss, ratio: 1, ratio_max: 10000" + ALL_SAMPLES);
    int training =
        fixture.begin(
            TrainerFixture.request().setBatchSize(10).setNumSamplesToPass(Long.MAX_VALUE));
    TrainingStatusResponse status = fixture.status(training);
    while (status.getIsTraining() || status.getDownsamplingSamplesSeen() == 0) {
      assertThat(status.getException()).isEmpty();
      status = fixture.status(training);
    }
    assertThat(status.getIsRunning()).isTrue();
    assertThat(status.getDownsamplingSamplesTotal()).isEqualTo(2_000);
    assertThat(status.getDownsamplingSamplesPerSecond()).isPositive();
    GetLatestModelRequest latest =
        GetLatestModelRequest.newBuilder().setTrainingId(training).build();
    assertThat(fixture.trainer.getLatestModel(latest).getValidState()).isTrue();
    fixture.trainer.stopTraining(StopTrainingRequest.newBuilder().setTrainingId(training).build());
    assertThat(fixture.awaitEnd(training).getException()).isEqualTo("the training was stopped");
    assertThat(fixture.status(training).getIsTraining()).isFalse();
    assertThat(selections()).isEmpty();
  }

  @Test
  void theProvenanceNamesTheStrategy() throws Exception {
    fixture.downsample("strategy: GradNorm, ratio: 20");
    int model = fixture.train(TrainerFixture.request());
    JsonNode provenance =
        JSON.readTree(fixture.models.models().get(model - 1).header().getProvenance().getValue());
    assertThat(provenance.at("/downsampling/strategy").asText())
        .isEqualTo("RemoteGradNormDownsampling");
    assertThat(provenance.at("/downsampling/configuration/downsampling_ratio").asInt())
        .isEqualTo(20);
  }
}
