package org.modyn.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.ml.testing.LearnableSamples;
import org.modyn.ml.testing.TestModelStorage.StoredModel;
import org.modyn.ml.weights.SafetensorsFile;
import org.modyn.proto.modelstorage.ModelRole;
import org.modyn.proto.trainer.CheckpointInfo;
import org.modyn.proto.trainer.FieldProblem;
import org.modyn.proto.trainer.StartTrainingRequest;
import org.modyn.proto.trainer.TrainingStatusResponse;

/** Trainings with RHO loss: the model of irreducible losses and the training that uses it. */
final class RhoLossTrainingTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TRAINING_ACTIVITY = "training the irreducible-loss model";

  /** Even and odd keys. */
  private static final long[] FIRST = keys(0, 2);

  private static final long[] SECOND = keys(1, 2);

  @TempDir private Path directory;
  private TrainerFixture fixture;

  @BeforeEach
  void start() {
    fixture = TrainerFixture.start();
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private static long[] keys(long first, long step) {
    return LongStream.iterate(first, key -> key < TrainerFixture.SAMPLES, key -> key + step)
        .toArray();
  }

  /** Two epochs of the other model, in batches of 20, by two workers. */
  private static String rhoLoss(String holdoutStrategy, String mode, String more) {
    return String.format(
        Locale.ROOT,
        """
        strategy: RHOLoss, ratio: 20, holdout_set_strategy: %s, holdout_set_ratio: 50,
        sample_then_batch: %s,
        il_training_config: {il_model_id: DLRM, il_model_config: %s, batch_size: 20,
          epochs_per_trigger: 2, dataloader_workers: 2, shuffle: true,
          optimizers: [{name: default, algorithm: Adam, source: PyTorch,
            param_groups: [{module: model, config: {lr: 0.03}}]}],
          optimization_criterion: {name: BCEWithLogitsLoss}, %s}\
        """,
        holdoutStrategy,
        mode.equals("stb"),
        LearnableSamples.MODEL_CONFIGURATION,
        more.contains("use_previous_model") ? more : "use_previous_model: false" + more);
  }

  private TrainingStatusResponse train(StartTrainingRequest.Builder request) throws Exception {
    TrainingStatusResponse status = fixture.awaitEnd(fixture.begin(request));
    assertThat(status.getException()).isEmpty();
    return status;
  }

  private static JsonNode log(TrainingStatusResponse status) throws Exception {
    return JSON.readTree(status.getLog().getValue());
  }

  private StoredModel model(int id) {
    return fixture.models.models().get(id - 1);
  }

  private static JsonNode provenance(StoredModel model) throws Exception {
    return JSON.readTree(model.header().getProvenance().getValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"bts", "stb"})
  void theModelOfASimpleSetIsTrainedOnItAndStored(String mode) throws Exception {
    fixture.downsample(rhoLoss("Simple", mode, ""));
    fixture.holdOut(FIRST);
    JsonNode log = log(train(TrainerFixture.request().setRequestId("a")));

    assertThat(log.at("/num_samples_trained").asInt()).isEqualTo(800);
    JsonNode rhoLog = log.get("rho_log");
    assertThat(rhoLog.get("main_trigger_id").asInt()).isEqualTo(7);
    assertThat(rhoLog.get("rho_trigger_id").asInt()).isEqualTo(7);
    assertThat(rhoLog.get("il_model_id").asInt()).isEqualTo(1);
    assertThat(rhoLog.at("/trainer_log/num_samples_trained").asInt()).isEqualTo(2 * FIRST.length);
    assertThat(rhoLog.at("/trainer_log/num_batches").asInt()).isEqualTo(100);
    assertThat(rhoLog.has("second_il_model_id")).isFalse();
    StoredModel stored = model(1);
    assertThat(stored.header().getRole()).isEqualTo(ModelRole.IRREDUCIBLE_LOSS);
    assertThat(stored.header().getPipelineId()).isEqualTo(4);
    assertThat(stored.header().getTriggerId()).isEqualTo(7);
    assertThat(stored.header().getModelClass()).isEqualTo("DLRM");
    assertThat(provenance(stored).get("number_of_samples").asInt()).isEqualTo(2_000);

    int main = fixture.train(TrainerFixture.request().setRequestId("a"));
    assertThat(main).isEqualTo(2);
    assertThat(model(2).header().getRole()).isEqualTo(ModelRole.MAIN);
    assertThat(provenance(model(2)).get("irreducible_loss_model_id").asInt()).isEqualTo(1);
    assertThat(leftFiles()).isEmpty();
  }

  /** The files of weights that a training has left. */
  private List<Path> leftFiles() throws Exception {
    try (Stream<Path> files =
        Files.walk(fixture.stateDirectory.resolve("trainer-server/weights"))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bts", "stb"})
  void theHalvesOfATwinAreTrainedOnTheirSets(String mode) throws Exception {
    fixture.downsample(rhoLoss("Twin", mode, ""));
    fixture.holdOut(FIRST, SECOND);
    JsonNode rhoLog = log(train(TrainerFixture.request().setRequestId("a"))).get("rho_log");

    assertThat(rhoLog.get("il_model_id").asInt()).isEqualTo(1);
    assertThat(rhoLog.get("second_il_model_id").asInt()).isEqualTo(2);
    assertThat(rhoLog.get("second_rho_trigger_id").asInt()).isEqualTo(7);
    assertThat(rhoLog.at("/second_trainer_log/num_samples_trained").asInt()).isEqualTo(2_000);
    assertThat(model(2).header().getModelClass()).isEqualTo("RHOLOSSTwinModel");
    assertThat(provenance(model(1)).get("parent_model_id").isNull()).isTrue();
    assertThat(provenance(model(2)).get("parent_model_id").asInt()).isEqualTo(1);
    assertThat(seen(1, 0)).containsExactly(FIRST);
    assertThat(seen(1, 1)).isEmpty();
    assertThat(seen(2, 0)).containsExactly(FIRST);
    assertThat(seen(2, 1)).containsExactly(SECOND);
  }

  /** The keys that one half of a stored twin was trained on. */
  private long[] seen(int modelId, int half) throws Exception {
    Path file = Files.write(directory.resolve("twin"), model(modelId).weights().toByteArray());
    try (SafetensorsFile stored = SafetensorsFile.open(file)) {
      return stored
          .tensors()
          .get("_extra_state.models_seen_ids." + half)
          .bytes()
          .toArray(ValueLayout.JAVA_LONG_UNALIGNED);
    }
  }

  @ParameterizedTest
  @CsvSource({"Simple, true", "Simple, false", "Twin, true", "Twin, false"})
  void aTrainingContinuesFromTheModelOfTheLastTrigger(String strategy, boolean usesPrevious)
      throws Exception {
    fixture.downsample(rhoLoss(strategy, "bts", "use_previous_model: " + usesPrevious));
    fixture.holdOut(FIRST, SECOND);
    int modelsEach = strategy.equals("Twin") ? 2 : 1;
    for (int trigger = 0; trigger < 3; trigger++) {
      fixture.train(TrainerFixture.request().setTriggerId(trigger).setRequestId("t" + trigger));
    }
    for (int trigger = 0; trigger < 3; trigger++) {
      int first = (modelsEach + 1) * trigger + 1;
      JsonNode parent = provenance(model(first)).get("parent_model_id");
      if (usesPrevious && trigger > 0) {
        // the model before is that of the pipeline
        assertThat(parent.asInt()).isEqualTo(first - 2);
      } else {
        assertThat(parent.isNull()).isTrue();
      }
    }
    if (strategy.equals("Twin")) {
      assertThat(seen(8, 0)).containsExactly(FIRST);
      assertThat(seen(8, 1)).containsExactly(SECOND);
    }
  }

  /** With RHO loss, a training of other samples than the model of their losses has learned. */
  @Test
  void theIrreducibleLossesDecideWhatIsTrainedOn() throws Exception {
    fixture.downsample(rhoLoss("Simple", "stb", ""));
    fixture.holdOut(FIRST);
    int ofFirst = fixture.train(TrainerFixture.request());
    fixture.holdOut(SECOND);
    int ofSecond = fixture.train(TrainerFixture.request());
    fixture.downsample("strategy: Loss, ratio: 20, sample_then_batch: true");
    int byLoss = fixture.train(TrainerFixture.request());
    assertThat(
            List.of(model(ofFirst).weights(), model(ofSecond).weights(), model(byLoss).weights()))
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Simple", "Twin"})
  void anEmptyHoldoutSetLeavesTheModelAsItStarts(String strategy) throws Exception {
    fixture.downsample(rhoLoss(strategy, "bts", ""));
    fixture.holdOut(new long[0], new long[0]);
    JsonNode log = log(train(TrainerFixture.request()));
    assertThat(log.at("/rho_log/trainer_log/num_samples_trained").asInt(-1)).isZero();
    assertThat(log.at("/num_samples_trained").asInt()).isEqualTo(800);
  }

  @Test
  void aFailureOfTheOtherTrainingNamesItsSection() throws Exception {
    fixture.downsample(rhoLoss("Simple", "bts", ", drop_last_batch: true"));
    fixture.holdOut(new long[] {1, 2, 3});
    TrainingStatusResponse status = fixture.awaitEnd(fixture.begin(TrainerFixture.request()));
    assertThat(status.getException())
        .startsWith("il_training_config: trigger 7 of pipeline 4 has no full batch of 20 samples");
    assertThat(leftFiles()).isEmpty();
  }

  @Test
  void statusShowsTheTrainingOfTheOtherModel() throws Exception {
    fixture.downsample(
        rhoLoss("Simple", "bts", ", seed: 5")
            .replace("epochs_per_trigger: 2", "epochs_per_trigger: 40"));
    fixture.holdOut(FIRST);
    int training = fixture.begin(TrainerFixture.request());
    TrainingStatusResponse status = awaitActivity(training, TRAINING_ACTIVITY);
    assertThat(status.getIsRunning()).isTrue();
    assertThat(status.getIsTraining()).isFalse();
    assertThat(status.getSamplesSeen()).isZero();
    assertThat(status.getDownsamplingSamplesTotal()).isEqualTo(40L * FIRST.length);
    TrainingStatusResponse end = fixture.awaitEnd(training);
    assertThat(end.getDownsamplingActivity()).isEmpty();
    assertThat(end.getSamplesSeen()).isEqualTo(800);
  }

  private TrainingStatusResponse awaitActivity(int training, String activity) throws Exception {
    TrainingStatusResponse status = fixture.status(training);
    while (!status.getDownsamplingActivity().equals(activity)
        || status.getDownsamplingBatchesSeen() == 0) {
      assertThat(status.getIsRunning()).as("the training runs").isTrue();
      Thread.sleep(1);
      status = fixture.status(training);
    }
    return status;
  }

  @ParameterizedTest
  @CsvSource({"Simple, bts", "Twin, stb"})
  void aTrainingThatWasKilledInEitherPhaseEndsWithTheSameModels(String strategy, String mode)
      throws Exception {
    fixture.downsample(
        rhoLoss(strategy, mode, "").replace("epochs_per_trigger: 2", "epochs_per_trigger: 20"));
    fixture.holdOut(FIRST, SECOND);
    int undisturbed = fixture.train(request("undisturbed").clearCheckpointInfo());
    int modelsEach = undisturbed;

    int killed = fixture.begin(request("a"));
    awaitActivity(killed, TRAINING_ACTIVITY);
    fixture.restart();
    int training = fixture.begin(request("a"));
    awaitBatches(training, 8);
    fixture.restart();
    TrainingStatusResponse resumed = train(request("a"));
    assertThat(log(resumed).at("/rho_log/trainer_log/num_samples_trained").asInt())
        .isEqualTo(20 * FIRST.length);
    fixture.train(request("a"));

    // neither of the two attempts after it has trained the stored model again
    assertThat(fixture.models.models()).hasSize(2 * modelsEach);
    for (int id = 1; id <= modelsEach; id++) {
      assertThat(model(modelsEach + id).weights()).isEqualTo(model(id).weights());
    }
  }

  private StartTrainingRequest.Builder request(String id) {
    return TrainerFixture.request()
        .setEpochsPerTrigger(20)
        .setRequestId(id)
        .setCheckpointInfo(
            CheckpointInfo.newBuilder()
                .setCheckpointInterval(3)
                .setCheckpointPath(directory.toString()));
  }

  private void awaitBatches(int training, int batches) throws Exception {
    TrainingStatusResponse status = fixture.status(training);
    while (status.getBatchesSeen() < batches) {
      assertThat(status.getIsRunning()).as("the training runs").isTrue();
      Thread.sleep(1);
      status = fixture.status(training);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Simple", "Twin"})
  void theOtherTrainingIsValidatedByTheFieldsOfItsSection(String strategy) {
    String config =
        rhoLoss(strategy, "bts", ", device: 'cuda:99'")
            .replace("module: model", "module: model.nowhere")
            .replace("\"num_numerical_features\": 1", "\"num_numerical_features\": 3");
    String section = "selection_strategy.downsampling_config.il_training_config.";
    assertThat(fixture.validate(request("{" + config + "}", "")))
        .extracting(FieldProblem::getField)
        .containsExactlyInAnyOrder(
            section + "device", "data", section + "optimizers[0].param_groups[0].module");
  }

  private static StartTrainingRequest.Builder request(String downsampling, String requestId) {
    return TrainerFixture.request()
        .setRequestId(requestId)
        .setDownsampling(TrainerFixture.json(downsampling));
  }

  @Test
  void problemsOfAListAreThoseOfItsEntries() {
    String config = rhoLoss("Simple", "bts", "").replace("il_model_id: DLRM", "il_model_id: DLR");
    List<FieldProblem> problems =
        fixture.validate(
            request(
                "{downsampling_list: [{strategy: Loss, ratio: 10}, {%s}], downsampling_thresholds: [2]}"
                    .formatted(config),
                ""));
    assertThat(problems)
        .extracting(FieldProblem::getField)
        .containsExactly(
            "selection_strategy.downsampling_config.downsampling_list[1].il_training_config"
                + ".il_model_id");
  }

  @Test
  void problemsOfTheDataAreReportedOnce() {
    assertThat(
            fixture.validate(
                request("{" + rhoLoss("Simple", "bts", "") + "}", "")
                    .clearBytesParser()
                    .setBatchSize(0)))
        .extracting(FieldProblem::getField)
        .containsExactlyInAnyOrder("training.batch_size", "data.bytes_parser_function");
  }
}
