package org.modyn.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.model.ModelCache;
import org.modyn.common.model.ModelStorageClient;
import org.modyn.common.operations.Traces;
import org.modyn.common.sample.SampleClient;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.model.Models;
import org.modyn.ml.parser.BytesParsers;
import org.modyn.ml.tensor.TensorEngine;
import org.modyn.ml.testing.LearnableSamples;
import org.modyn.ml.testing.TestEngine;
import org.modyn.ml.tokenizer.Tokenizers;
import org.modyn.ml.training.ActivationMemory;
import org.modyn.ml.userfunction.UserCode;
import org.modyn.proto.trainer.FieldProblem;
import org.modyn.proto.trainer.ModelSpecification;
import org.modyn.proto.trainer.PythonString;
import org.modyn.proto.trainer.StartTrainingRequest;
import org.modyn.trainer.job.TrainerMetrics;
import org.modyn.trainer.job.TrainingEnvironment;
import org.modyn.trainer.job.TrainingJobs;

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

  /** 80 KB a sample, beside which the parameters and the loader's batches are small. */
  @Test
  void activationsAreCountedBeforeATrainingIsAdmitted() {
    String configuration = "{\"sizes\": [1, 10000, 1]}";
    String parser = "Record(fields=[Field('data', 'float32')])";
    StartTrainingRequest request =
        TrainerFixture.request()
            .setBatchSize(1_000)
            .setBytesParser(PythonString.newBuilder().setValue(parser))
            .setModel(
                ModelSpecification.newBuilder()
                    .setModelClass("MLP")
                    .setConfiguration(TrainerFixture.json(configuration)))
            .build();
    TensorEngine engine = TestEngine.load();
    FieldProblems problems = new FieldProblems();
    try (GrpcClient unused = GrpcClient.connect("unused", fixture.server.address());
        TrainingJobs jobs =
            new TrainingJobs(
                new TrainingEnvironment(
                    engine,
                    UserCode.withoutPlugins(),
                    Tokenizers.in(fixture.stateDirectory),
                    unused.channel(),
                    new SampleClient(unused.channel()),
                    new ModelStorageClient(unused.channel()),
                    new ModelCache(
                        new ModelStorageClient(unused.channel()),
                        fixture.stateDirectory.resolve("models"),
                        1),
                    fixture.stateDirectory,
                    fixture.stateDirectory,
                    ModynConfig.defaults().checkpointRoots(),
                    ModynConfig.defaults().trainerFileRoots(),
                    new TrainerMetrics(new SimpleMeterRegistry())),
                1,
                Traces.none().tracer())) {
      long memory = jobs.check(request, problems).orElseThrow().parts().memory().outsideHeap();
      long activations =
          ActivationMemory.of(
                  engine,
                  Models.read("MLP", configuration),
                  InputPipeline.of(BytesParsers.create(parser)))
              .bytes(request.getBatchSize());

      assertThat(activations).isGreaterThan(80_000_000);
      assertThat(memory).isBetween(activations, activations + (16 << 20));
    }
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
