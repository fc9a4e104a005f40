package org.modyn.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.modyn.common.file.DurableFiles;
import org.modyn.ml.testing.LearnableSamples;
import org.modyn.ml.testing.TestModelStorage;
import org.modyn.proto.trainer.ModelSpecification;
import org.modyn.proto.trainer.StartTrainingRequest;
import org.modyn.proto.trainer.StopTrainingRequest;
import org.modyn.proto.trainer.TrainingStatusResponse;

/** Samples and weights are loaded while the model is made, and released when it cannot be made. */
@Timeout(120)
final class EarlyLoadingTest {
  private static StartTrainingRequest.Builder from(int model) {
    return TrainerFixture.request().setUsePretrainedModel(true).setPretrainedModelId(model);
  }

  /** The stored model is replaced by another one after the training was checked. */
  @Test
  void aTrainingWhoseModelDoesNotFitStopsItsLoader() throws Exception {
    try (TrainerFixture fixture = TrainerFixture.start()) {
      int model = fixture.train(TrainerFixture.request());
      int other =
          fixture.train(
              TrainerFixture.request()
                  .setModel(
                      ModelSpecification.newBuilder()
                          .setModelClass("DLRM")
                          .setConfiguration(
                              TrainerFixture.json(
                                  LearnableSamples.MODEL_CONFIGURATION.replace(
                                      "\"top_mlp_sizes\": [8, 1]", "\"top_mlp_sizes\": [6, 1]")))));
      int running = fixture.begin(TrainerFixture.request().setNumSamplesToPass(Long.MAX_VALUE));
      int waiting = fixture.begin(from(model));
      TestModelStorage.StoredModel right = fixture.models.models().get(model - 1);
      TestModelStorage.StoredModel wrong = fixture.models.models().get(other - 1);
      fixture.models.replace(
          model,
          new TestModelStorage.StoredModel(right.header(), wrong.weights(), wrong.samples()));
      fixture.trainer.stopTraining(StopTrainingRequest.newBuilder().setTrainingId(running).build());
      fixture.awaitEnd(running);
      TrainingStatusResponse status = fixture.awaitEnd(waiting);

      assertThat(status.getFailureCategory()).isEqualTo("FAILED_PRECONDITION");
      assertThat(Thread.getAllStackTraces().keySet())
          .extracting(Thread::getName)
          .noneMatch(name -> name.startsWith("loader-"));
      Path weights = fixture.stateDirectory.resolve("trainer-server").resolve("weights");
      assertThat(DurableFiles.list(weights)).isEmpty();
    }
  }

  @Test
  void theModelThatWasStoredLastIsNotTransferredAgain() throws Exception {
    try (TrainerFixture fixture = TrainerFixture.start()) {
      int first = fixture.train(TrainerFixture.request());
      int second = fixture.train(from(first));
      assertThat(fixture.models.loads()).isZero();
      fixture.restart();
      int afterRestart = fixture.train(from(first));
      assertThat(fixture.models.loads()).isEqualTo(1);

      assertThat(fixture.models.models().get(afterRestart - 1).weights())
          .as("the same weights, kept or transferred")
          .isEqualTo(fixture.models.models().get(second - 1).weights());
    }
  }

  @Test
  void aModelThatAnotherOneHasReplacedIsTransferred() throws Exception {
    try (TrainerFixture fixture = TrainerFixture.start()) {
      int first = fixture.train(TrainerFixture.request());
      int second = fixture.train(TrainerFixture.request().setSeed(2));
      fixture.models.replace(second, fixture.models.models().get(first - 1));
      int fromReplaced = fixture.train(from(second));
      assertThat(fixture.models.loads()).isEqualTo(1);
      int fromFirst = fixture.train(from(first));

      assertThat(fixture.models.models().get(fromReplaced - 1).weights())
          .isEqualTo(fixture.models.models().get(fromFirst - 1).weights());
    }
  }
}
