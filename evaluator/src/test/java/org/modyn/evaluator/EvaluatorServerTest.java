package org.modyn.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;
import static org.modyn.evaluator.EvaluatorFixture.interval;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.modyn.common.config.system.UserCodePolicy;
import org.modyn.ml.testing.TestDevices;
import org.modyn.proto.evaluator.EvaluateModelIntervalResponse;
import org.modyn.proto.evaluator.EvaluateModelRequest;
import org.modyn.proto.evaluator.EvaluateModelResponse;
import org.modyn.proto.evaluator.EvaluationAbortedReason;
import org.modyn.proto.evaluator.EvaluationCleanupRequest;
import org.modyn.proto.evaluator.EvaluationInterval;
import org.modyn.proto.evaluator.EvaluationIntervalData;
import org.modyn.proto.evaluator.EvaluationResultRequest;
import org.modyn.proto.evaluator.EvaluationStatusRequest;
import org.modyn.proto.evaluator.EvaluationStatusResponse;
import org.modyn.proto.evaluator.JsonString;
import org.modyn.proto.evaluator.PythonString;
import org.modyn.proto.evaluator.SingleMetricResult;
import org.modyn.proto.evaluator.ValidateEvaluationRequest;

@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EvaluatorServerTest {
  private static final EvaluationInterval ALWAYS = EvaluationInterval.getDefaultInstance();

  private EvaluatorFixture fixture;
  private int trained;
  private int fresh;

  @BeforeAll
  void start() {
    fixture = EvaluatorFixture.start();
    fresh = fixture.trainModel(0);
    trained = fixture.trainModel(12);
  }

  @AfterAll
  void stop() {
    fixture.close();
  }

  @Test
  void aTrainedModelIsBetterThanAFreshOne() throws Exception {
    EvaluateModelResponse response = fixture.begin(EvaluatorFixture.request(trained, ALWAYS));
    assertThat(response.getEvaluationStarted()).isTrue();
    assertThat(response.getIntervalResponsesList())
        .containsExactly(
            EvaluateModelIntervalResponse.newBuilder()
                .setDatasetSize(EvaluatorFixture.SAMPLES)
                .setEvalAbortedReason(EvaluationAbortedReason.NOT_ABORTED)
                .build());
    EvaluationStatusResponse status = fixture.awaitEnd(response.getEvaluationId());
    assertThat(status.getValid()).isTrue();
    assertThat(status.hasException()).isFalse();

    EvaluationIntervalData result =
        fixture.result(response.getEvaluationId()).getEvaluationResultsList().getFirst();
    assertThat(result.getEvaluationDataList().stream().map(SingleMetricResult::getMetric))
        .containsExactly("Accuracy", "ROC-AUC");
    EvaluationIntervalData baseline =
        fixture.evaluate(EvaluatorFixture.request(fresh, ALWAYS)).getFirst();
    assertThat(metric(result, 0)).isGreaterThan(0.75f).isGreaterThan(metric(baseline, 0));
    assertThat(metric(result, 1)).isGreaterThan(0.85f).isGreaterThan(metric(baseline, 1) + 0.1f);
  }

  @Test
  void aMetricThatIsUndefinedHasAReasonInsteadOfAResult() throws Exception {
    EvaluationIntervalData result =
        fixture
            .evaluate(
                EvaluatorFixture.request(trained, ALWAYS)
                    .setLabelTransformer(PythonString.newBuilder().setValue("Binary(positive=7)")))
            .getFirst();
    assertThat(result.getEvaluationData(0).hasResult()).isTrue();
    assertThat(result.getEvaluationData(1))
        .isEqualTo(
            SingleMetricResult.newBuilder()
                .setMetric("ROC-AUC")
                .setUndefinedReason("no sample has the label 1")
                .build());
  }

  @Test
  void resultsAreExact() throws Exception {
    EvaluationIntervalData result =
        fixture.evaluate(EvaluatorFixture.request(trained, ALWAYS)).getFirst();
    SingleMetricResult accuracy = result.getEvaluationData(0);
    assertThat(result.getEvaluatedSamples()).isEqualTo(EvaluatorFixture.SAMPLES);
    assertThat(result.getSkippedSamples()).isZero();
    double correct = accuracy.getExactResult() * EvaluatorFixture.SAMPLES;
    assertThat(correct).isCloseTo(Math.rint(correct), within(1e-9));
    assertThat(accuracy.getResult()).isEqualTo((float) accuracy.getExactResult());
  }

  @Test
  void resultsOfAnotherDeviceAreTheSame() throws Exception {
    EvaluationInterval[] intervals = {ALWAYS, interval(25, 120), interval(0, 50)};
    List<EvaluationIntervalData> onCpu =
        fixture.evaluate(EvaluatorFixture.request(trained, intervals));
    try (TestDevices devices = TestDevices.simulate(2)) {
      assertThat(fixture.evaluate(EvaluatorFixture.request(trained, intervals).setDevice("cuda:1")))
          .isEqualTo(onCpu);
    }
  }

  @Test
  void skippedSamplesAreCounted() throws Exception {
    try (EvaluatorFixture other = EvaluatorFixture.start()) {
      int model = other.trainModel(0);
      // of the seconds 0 to 49 the keys are 0 to 499
      other.samples.damage(key -> key == 3 || key == 490 || key == 700);
      other.samples.delete(key -> key == 495);
      EvaluateModelRequest.Builder request =
          EvaluatorFixture.request(model, ALWAYS, interval(0, 50), interval(49, 71))
              .setSkipUnreadableSamples(true);
      assertThat(other.evaluate(request))
          .extracting(
              EvaluationIntervalData::getEvaluatedSamples,
              EvaluationIntervalData::getSkippedSamples)
          .containsExactly(
              tuple(EvaluatorFixture.SAMPLES - 4L, 4L), tuple(497L, 3L), tuple(217L, 3L));
    }
  }

  private static float metric(EvaluationIntervalData data, int index) {
    return data.getEvaluationData(index).getResult();
  }

  @Test
  void overlappingIntervalsAreEvaluatedInOneGoAndAsIfAlone() throws Exception {
    EvaluationInterval[] intervals = {
      interval(0, 50),
      interval(500, 600),
      interval(25, 120),
      EvaluationInterval.newBuilder().setEndTimestamp(30).build(),
      EvaluationInterval.newBuilder().setStartTimestamp(119).build(),
      interval(0, 50)
    };
    long sentBefore = fixture.samples.samplesSent();
    List<EvaluationIntervalData> together =
        fixture.evaluate(EvaluatorFixture.request(trained, intervals));
    assertThat(fixture.samples.samplesSent() - sentBefore).isEqualTo(EvaluatorFixture.SAMPLES);

    assertThat(together.stream().map(EvaluationIntervalData::getIntervalIndex))
        .containsExactly(0, 2, 3, 4, 5);
    List<EvaluationIntervalData> alone = new ArrayList<>();
    for (EvaluationIntervalData data : together) {
      EvaluationInterval interval = intervals[data.getIntervalIndex()];
      alone.add(
          fixture.evaluate(EvaluatorFixture.request(trained, interval)).getFirst().toBuilder()
              .setIntervalIndex(data.getIntervalIndex())
              .build());
    }
    assertThat(together).isEqualTo(alone);
  }

  @Test
  void functionsInJavaDoWhatBuiltinsDo() throws Exception {
    EvaluateModelRequest.Builder inJava = EvaluatorFixture.request(trained, ALWAYS);
    inJava.setBytesParser(
        PythonString.newBuilder()
            .setValue(
                """
                public List<TensorSpecification> tensors() {
                  return List.of(
                      new TensorSpecification("categorical_input", TensorDataType.INT64, List.of(1L)),
                      new TensorSpecification("numerical_input", TensorDataType.FLOAT32, List.of(1L)));
                }
                public void parse(ByteBuffer sample, TensorRow row) {
                  row.set(0, 0, Byte.toUnsignedLong(sample.get()));
                  row.set(1, 0, Byte.toUnsignedInt(sample.get()) * 0.01);
                }
                """));
    inJava.setLabelTransformer(
        PythonString.newBuilder().setValue("public long transform(long label) { return label; }"));
    inJava.setMetrics(
        0,
        JsonString.newBuilder()
            .setValue(
                """
                {"name": "Accuracy", "evaluation_transformer_function":
                 "public float[] transform(float[] o) { return new float[] {o[0] > 0 ? 1 : 0}; }"}\
                """));
    assertThat(fixture.evaluate(inJava))
        .isEqualTo(fixture.evaluate(EvaluatorFixture.request(trained, ALWAYS)));
  }

  @Test
  void anEmptyIntervalIsLeftOut() {
    EvaluateModelResponse response =
        fixture.begin(EvaluatorFixture.request(trained, interval(1_000, 2_000), interval(10, 20)));
    assertThat(response.getEvaluationStarted()).isTrue();
    assertThat(reasons(response))
        .containsExactly(
            EvaluationAbortedReason.EMPTY_DATASET, EvaluationAbortedReason.NOT_ABORTED);
    assertThat(response.getIntervalResponses(1).getDatasetSize()).isEqualTo(100);
  }

  private static List<EvaluationAbortedReason> reasons(EvaluateModelResponse response) {
    return response.getIntervalResponsesList().stream()
        .map(EvaluateModelIntervalResponse::getEvalAbortedReason)
        .toList();
  }

  @Test
  void nothingIsStartedWhenNothingCanBeEvaluated() throws Exception {
    assertNotStarted(
        EvaluatorFixture.request(trained, interval(1_000, 2_000), interval(20, 20)),
        EvaluationAbortedReason.EMPTY_DATASET);
    EvaluateModelRequest.Builder otherDataset =
        EvaluatorFixture.request(trained, ALWAYS, interval(1, 2));
    otherDataset.getDatasetInfoBuilder().setDatasetId("letters");
    assertNotStarted(otherDataset, EvaluationAbortedReason.DATASET_NOT_FOUND);
    assertNotStarted(
        EvaluatorFixture.request(999, ALWAYS, interval(1, 2)),
        EvaluationAbortedReason.MODEL_NOT_EXIST_IN_METADATA);
    Path weights = Files.writeString(fixture.stateDirectory.resolve("odd.safetensors"), "");
    assertNotStarted(
        EvaluatorFixture.request(fixture.addModel(weights, "ResNet1"), ALWAYS, ALWAYS),
        EvaluationAbortedReason.MODEL_IMPORT_FAILURE);
    assertThat(fixture.begin(EvaluatorFixture.request(trained)).getEvaluationStarted()).isFalse();
  }

  private void assertNotStarted(
      EvaluateModelRequest.Builder request, EvaluationAbortedReason reason) {
    EvaluateModelResponse response = fixture.begin(request);
    assertThat(response.getEvaluationStarted()).isFalse();
    assertThat(reasons(response)).containsExactly(reason, reason);
  }

  @Test
  void aModelThatIsDamagedFailsItsEvaluation() throws Exception {
    Path weights = Files.writeString(fixture.stateDirectory.resolve("damaged.safetensors"), "no");
    int evaluation =
        fixture
            .begin(EvaluatorFixture.request(fixture.addModel(weights, "DLRM"), ALWAYS))
            .getEvaluationId();
    EvaluationStatusResponse status = fixture.awaitEnd(evaluation);
    assertThat(status.getValid()).isTrue();
    assertThat(status.getException()).contains("weights");
    assertThat(fixture.result(evaluation).getValid()).isFalse();
  }

  @Test
  void evaluationsAreForgottenWhenCleanedUp() throws Exception {
    int ended = fixture.begin(EvaluatorFixture.request(trained, ALWAYS)).getEvaluationId();
    fixture.awaitEnd(ended);
    int running = fixture.begin(EvaluatorFixture.request(trained, ALWAYS)).getEvaluationId();
    assertThat(
            fixture
                .evaluator
                .cleanupEvaluations(
                    EvaluationCleanupRequest.newBuilder()
                        .addEvaluationIds(running)
                        .addEvaluationIds(777)
                        .addEvaluationIds(ended)
                        .build())
                .getSucceededList())
        .containsExactly(ended, running, 777);
    assertThat(fixture.status(ended).getValid()).isFalse();
    assertThat(fixture.status(running).getValid()).isFalse();
    assertThat(fixture.result(ended).getValid()).isFalse();
  }

  @Test
  void manyEvaluationsRunBesideEachOther() throws Exception {
    EvaluateModelRequest.Builder request = EvaluatorFixture.request(trained, interval(0, 100));
    List<EvaluationIntervalData> expected = fixture.evaluate(request);
    List<Integer> evaluations = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      evaluations.add(fixture.begin(request).getEvaluationId());
    }
    for (int evaluation : evaluations) {
      fixture.awaitEnd(evaluation);
      assertThat(fixture.result(evaluation).getEvaluationResultsList()).isEqualTo(expected);
    }
    try (Stream<Path> files =
        Files.list(fixture.stateDirectory.resolve("evaluator").resolve("weights"))) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void aSampleThatIsLostFailsTheEvaluation() throws Exception {
    try (EvaluatorFixture other = EvaluatorFixture.start()) {
      int model = other.trainModel(0);
      other.samples.lose(17);
      int evaluation = other.begin(EvaluatorFixture.request(model, ALWAYS)).getEvaluationId();
      assertThat(other.awaitEnd(evaluation).getException()).contains("key 17");
      assertThat(other.result(evaluation).getValid()).isFalse();
    }
  }

  @Test
  void aLabelThatTheMetricDoesNotKnowFailsTheEvaluation() throws Exception {
    EvaluateModelRequest.Builder request =
        EvaluatorFixture.request(fixture.trainModel(0), ALWAYS)
            .setLabelTransformer(PythonString.newBuilder().setValue("Shift(2)"));
    int evaluation = fixture.begin(request).getEvaluationId();
    assertThat(fixture.awaitEnd(evaluation).getException())
        .matches(
            "the sample with key \\d+ \\(sample \\d+ of /data/numbers\\.bin\\) has the label [23],"
                + " but the labels of ROC-AUC are 0 and 1");
  }

  private record Refused(UnaryOperator<EvaluateModelRequest.Builder> change, String message) {}

  static Stream<Refused> refused() {
    return Stream.of(
        new Refused(r -> r.setBatchSize(0), "batch_size"),
        new Refused(
            r -> r.addMetrics(EvaluatorFixture.json("{\"name\": \"RocAuc\"}")), "metrics[2]"),
        new Refused(
            r -> r.setMetrics(0, EvaluatorFixture.json("{\"name\": \"Acuracy\"}")),
            "metrics[0].name"),
        new Refused(
            r -> r.setBytesParser(PythonString.newBuilder().setValue("Recor()")),
            "bytes_parser_function"),
        new Refused(
            r -> r.setBytesParser(PythonString.newBuilder().setValue("class:com.acme.Parser")),
            "bytes_parser_function: none of the 0 jars in"),
        new Refused(r -> r.setDevice("cuda:99"), "device: cuda:99"),
        new Refused(
            r -> r.setTokenizer(PythonString.newBuilder().setValue("Words()")),
            "tokenizer: unknown tokenizer \"Words\""),
        new Refused(
            r -> r.setTokenizer(PythonString.newBuilder().setValue("DistilBertTokenizerTransform")),
            "tokenizers/distilbert-base-uncased: put the tokenizer.json or vocab.txt"),
        new Refused(r -> r.addTransformList("transforms.ToTensr()"), "transformations[0]"),
        new Refused(
            r ->
                r.setBytesParser(
                        PythonString.newBuilder().setValue("Record([Field('a', 'float32')])"))
                    .addTransformList("transforms.RandomHorizontalFlip()"),
            "transformations: RandomHorizontalFlip needs images"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void aRequestThatCannotBeServedSaysWhy(Refused refused) {
    EvaluateModelRequest.Builder request =
        refused.change().apply(EvaluatorFixture.request(trained, ALWAYS));
    assertThatThrownBy(() -> fixture.begin(request))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            error ->
                assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT))
        .hasMessageContaining(refused.message());
  }

  @Test
  void aRequestThatComesAgainGetsTheEvaluationThatItHasStarted() throws Exception {
    EvaluateModelRequest.Builder request =
        EvaluatorFixture.request(trained, ALWAYS).setRequestId("a");
    EvaluateModelResponse started = fixture.begin(request);
    fixture.awaitEnd(started.getEvaluationId());
    assertThat(fixture.begin(request)).isEqualTo(started);
    assertThat(fixture.begin(request.clone().setRequestId("b")).getEvaluationId())
        .isNotEqualTo(started.getEvaluationId());
    assertThatThrownBy(() -> fixture.begin(request.clone().setBatchSize(1)))
        .hasMessageContaining("request_id: \"a\" belongs to another request");
  }

  /** As when the evaluator was restarted, and counts from 1 again. */
  @Test
  void theEvaluationOfAnotherRequestIsNotFound() throws Exception {
    int evaluation =
        fixture
            .begin(EvaluatorFixture.request(trained, ALWAYS).setRequestId("a"))
            .getEvaluationId();
    fixture.awaitEnd(evaluation);
    assertThat(
            fixture
                .evaluator
                .getEvaluationStatus(
                    EvaluationStatusRequest.newBuilder()
                        .setEvaluationId(evaluation)
                        .setRequestId("b")
                        .build())
                .getValid())
        .isFalse();
    assertThat(
            fixture
                .evaluator
                .getEvaluationResult(
                    EvaluationResultRequest.newBuilder()
                        .setEvaluationId(evaluation)
                        .setRequestId("b")
                        .build())
                .getValid())
        .isFalse();
    EvaluationCleanupRequest cleanup =
        EvaluationCleanupRequest.newBuilder()
            .addEvaluationIds(evaluation)
            .addRequestIds("b")
            .build();
    fixture.evaluator.cleanupEvaluations(cleanup);
    assertThat(fixture.result(evaluation).getValid()).isTrue();
    fixture.evaluator.cleanupEvaluations(cleanup.toBuilder().setRequestIds(0, "a").build());
    assertThat(fixture.result(evaluation).getValid()).isFalse();
    assertThatThrownBy(
            () ->
                fixture.evaluator.cleanupEvaluations(cleanup.toBuilder().addRequestIds("").build()))
        .hasMessageContaining("request_ids: must be none, or one for each");
  }

  @Test
  void allProblemsOfAllDatasetsAreToldAtOnce() {
    EvaluateModelRequest.Builder first =
        EvaluatorFixture.request(0).setDevice("tpu").setBatchSize(0);
    first.setBytesParser(PythonString.newBuilder().setValue("Recor()"));
    EvaluateModelRequest.Builder second =
        EvaluatorFixture.request(0)
            .setDevice("tpu")
            .setMetrics(0, EvaluatorFixture.json("{\"name\": \"Acuracy\"}"))
            .setLabelTransformer(PythonString.newBuilder().setValue("Thresold(1)"));
    EvaluateModelRequest.Builder third = EvaluatorFixture.request(0).setDevice("tpu");
    third.setBytesParser(PythonString.newBuilder().setValue("Record([Field('a', 'float32')])"));
    assertThat(
            fixture.validate(first, second, third).stream()
                .map(problem -> problem.getField() + ": " + problem.getMessage()))
        .satisfiesExactly(
            problem -> assertThat(problem).startsWith("evaluation.device: unknown device"),
            problem ->
                assertThat(problem)
                    .isEqualTo("evaluation.datasets[0].batch_size: must be at least 1, but is 0"),
            problem ->
                assertThat(problem).startsWith("evaluation.datasets[0].bytes_parser_function: "),
            problem ->
                assertThat(problem)
                    .startsWith("evaluation.datasets[1].metrics[0].name: ")
                    .contains("Accuracy"),
            problem ->
                assertThat(problem)
                    .startsWith("evaluation.datasets[1].label_transformer_function: "),
            problem ->
                assertThat(problem)
                    .startsWith("evaluation.datasets[2]: the model needs the tensor"));
    assertThat(fixture.validate(EvaluatorFixture.request(0))).isEmpty();
  }

  @Test
  void metricsThatDoNotFitTheOutputsOfTheModelAreProblems() {
    EvaluateModelRequest.Builder request = EvaluatorFixture.request(0);
    int first = request.getMetricsCount();
    request
        .addMetrics(EvaluatorFixture.json("{\"name\": \"LogLoss\"}"))
        .addMetrics(EvaluatorFixture.json("{\"name\": \"Accuracy\", \"topn\": 5}"));

    assertThat(fixture.validate(request))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.getField())
                  .isEqualTo("evaluation.datasets[0].metrics[" + (first + 1) + "]");
              assertThat(problem.getMessage())
                  .isEqualTo(
                      "does not fit the model, which has 1 output per sample: Top-5-Accuracy needs"
                          + " at least 5 outputs a sample, but gets 1");
            });
  }

  @Test
  void programsOutsideOfTheConfiguredDirectoriesAreRefused() throws Exception {
    String program = "{\"path\": \"../examples/../pom.xml\"}";
    int model =
        fixture.addModel(
            Files.createFile(fixture.stateDirectory.resolve("no-weights")), "TorchScript", program);
    int evaluation = fixture.begin(EvaluatorFixture.request(model, ALWAYS)).getEvaluationId();
    assertThat(fixture.awaitEnd(evaluation).getException())
        .startsWith("model.config.path: '../examples/../pom.xml'")
        .contains("lies outside of the folders that this evaluator may read for pipelines")
        .contains("to the section evaluator of the server's configuration");
  }

  /** The files do not exist, or hold something else: they are not even opened. */
  @Test
  void programsAreRefusedWhereOnlyBuiltinsRun() throws Exception {
    String program = "{\"path\": \"/no/model.pt\"}";
    try (EvaluatorFixture builtins = EvaluatorFixture.start(UserCodePolicy.BUILTINS)) {
      int model =
          builtins.addModel(
              Files.createFile(builtins.stateDirectory.resolve("weights")), "TorchScript", program);
      int evaluation = builtins.begin(EvaluatorFixture.request(model, ALWAYS)).getEvaluationId();
      assertThat(builtins.awaitEnd(evaluation).getException())
          .startsWith("user_code is 'builtins' in the system configuration")
          .contains("no TorchScript programs");

      ValidateEvaluationRequest request =
          ValidateEvaluationRequest.newBuilder()
              .setModelClass("TorchScript")
              .setModelConfiguration(EvaluatorFixture.json(program))
              .addEvaluations(EvaluatorFixture.request(model, ALWAYS))
              .build();
      assertThat(builtins.evaluator.validateEvaluation(request).getProblemsList())
          .singleElement()
          .satisfies(problem -> assertThat(problem.getField()).isEqualTo("model.id"));
    }
  }
}
