package org.modyn.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.modyn.ml.testing.LearnableSamples;
import org.modyn.proto.trainer.FieldProblem;
import org.modyn.proto.trainer.PythonString;
import org.modyn.proto.trainer.StartTrainingRequest;

/** Trainings that want more memory than there is. */
@Timeout(120)
class TrainingMemoryTest {
  private final TrainerFixture fixture = TrainerFixture.start();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void batchesThatCannotFitAreRefused() {
    List<FieldProblem> problems =
        fixture.validate(TrainerFixture.request().setBatchSize(100_000_000));
    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst().getField()).isEqualTo("training.batch_size");
    assertThat(problems.getFirst().getMessage())
        .startsWith(
            "the loader's batches and threads take 3,051 MB in the heap and 4,579 MB outside it,"
                + " but the server may use ")
        .contains("lower batch_size or dataloader_workers, or start the server with a larger heap");
  }

  @Test
  void moreWorkersThanThereCanBeAreRefused() {
    StartTrainingRequest.Builder request = TrainerFixture.request().setBatchSize(1);
    request.getDataInfoBuilder().setNumDataloaders(Integer.MAX_VALUE);
    assertThat(fixture.validate(request))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.getField()).isEqualTo("training.batch_size");
              assertThat(problem.getMessage()).contains("lower batch_size or dataloader_workers");
            });
  }

  @Test
  void theLargestBatchIsRefused() {
    assertThat(fixture.validate(TrainerFixture.request().setBatchSize(Integer.MAX_VALUE)))
        .extracting(FieldProblem::getField)
        .containsExactly("training.batch_size");
  }

  @Test
  void aModelThatCannotFitIsRefused() {
    StartTrainingRequest.Builder request = TrainerFixture.request();
    request
        .getModelBuilder()
        .setConfiguration(
            TrainerFixture.json(
                LearnableSamples.MODEL_CONFIGURATION.replace(
                    "\"category\": 16", "\"category\": 200000000")));
    assertThat(fixture.validate(request))
        .extracting(FieldProblem::getField)
        .containsExactly("model.config", "model.config");
    assertThat(fixture.validate(request))
        .extracting(FieldProblem::getMessage)
        .satisfiesExactly(
            one -> assertThat(one).contains("(200000000, 4)").contains("2 GiB"),
            all -> assertThat(all).startsWith("the model's parameters take 3,0"));
  }

  @Test
  void aTrainingThatRunsOutOfMemorySaysWhatToChangeAndTheServerLives() throws Exception {
    StartTrainingRequest.Builder request = TrainerFixture.request();
    request.setBytesParser(
        PythonString.newBuilder()
            .setValue(
                """
                public List<TensorSpecification> tensors() {
                  return List.of(
                      new TensorSpecification("categorical_input", TensorDataType.INT64, List.of(1L)),
                      new TensorSpecification("numerical_input", TensorDataType.FLOAT32, List.of(1L)));
                }
                public void parse(ByteBuffer sample, TensorRow row) {
                  row.set(0, 0, new long[Integer.MAX_VALUE - 8].length);
                }
                """));
    int training = fixture.begin(request);
    assertThat(fixture.awaitEnd(training).getException())
        .matches(
            "out of memory \\(Java heap space; the heap is limited to \\d+ MB\\): lower"
                + " training.batch_size, training.dataloader_workers or the size of the model, or"
                + " start the server with a larger heap, for example MODYN_JAVA_OPTIONS=-Xmx8g");

    int next = fixture.begin(TrainerFixture.request());
    assertThat(fixture.awaitEnd(next).hasException()).isFalse();
  }
}
