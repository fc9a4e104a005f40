package org.modyn.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.modyn.evaluator.EvaluatorFixture.interval;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.modyn.ml.testing.LearnableSamples;
import org.modyn.proto.evaluator.EvaluateModelResponse;
import org.modyn.proto.evaluator.EvaluationAbortedReason;
import org.modyn.proto.evaluator.EvaluationInterval;
import org.modyn.proto.evaluator.EvaluationIntervalData;
import org.modyn.proto.evaluator.FieldProblem;
import org.modyn.proto.evaluator.PythonString;
import org.modyn.proto.evaluator.SampleKeys;
import org.modyn.proto.evaluator.SingleMetricResult;
import org.modyn.proto.evaluator.TriggerEvaluationRequest;
import org.modyn.proto.evaluator.ValidateEvaluationRequest;

/** Evaluations on listed samples instead of an interval of time. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ListedSamplesTest {
  private EvaluatorFixture fixture;
  private int model;

  @BeforeAll
  void start() {
    fixture = EvaluatorFixture.start();
    model = fixture.trainModel(3);
  }

  @AfterEach
  void repairStorage() {
    fixture.samples.delete(_ -> false);
    fixture.samples.damage(_ -> false);
  }

  @AfterAll
  void stop() {
    fixture.close();
  }

  private static EvaluationInterval listed(LongStream keys) {
    SampleKeys.Builder samples = SampleKeys.newBuilder();
    keys.forEach(samples::addKeys);
    return EvaluationInterval.newBuilder().setSamples(samples).build();
  }

  /** The keys of the seconds 20 to 69 are 200 to 699. */
  @Test
  void theirResultsEqualThoseOfTheIntervalOfTheSameSamples() throws Exception {
    EvaluationInterval samples = listed(LongStream.range(200, 700).map(key -> 899 - key));
    assertThat(fixture.begin(EvaluatorFixture.request(model, samples)))
        .extracting(response -> response.getIntervalResponses(0).getDatasetSize())
        .isEqualTo(500L);
    List<EvaluationIntervalData> expected =
        fixture.evaluate(EvaluatorFixture.request(model, interval(20, 70)));
    assertThat(fixture.evaluate(EvaluatorFixture.request(model, samples))).isEqualTo(expected);
    assertThat(expected.getFirst().getEvaluatedSamples()).isEqualTo(500);
    assertThat(
            fixture.evaluate(EvaluatorFixture.request(model, listed(LongStream.range(200, 699)))))
        .isNotEqualTo(expected);
  }

  @Test
  void samplesThatCannotBeReadAreCounted() throws Exception {
    List<EvaluationIntervalData> expected =
        fixture.evaluate(EvaluatorFixture.request(model, listed(LongStream.range(300, 400))));
    fixture.samples.delete(key -> key < 300);
    fixture.samples.damage(key -> key >= 400);
    EvaluationIntervalData result =
        fixture
            .evaluate(
                EvaluatorFixture.request(model, listed(LongStream.range(200, 450)))
                    .setSkipUnreadableSamples(true))
            .getFirst();
    assertThat(result.getEvaluatedSamples()).isEqualTo(100);
    assertThat(result.getSkippedSamples()).isEqualTo(150);
    assertThat(result.getEvaluationDataList())
        .isEqualTo(expected.getFirst().getEvaluationDataList());
  }

  @Test
  void metricsAreUndefinedWhenAllSamplesAreDeleted() throws Exception {
    fixture.samples.delete(_ -> true);
    EvaluationIntervalData result =
        fixture
            .evaluate(EvaluatorFixture.request(model, listed(LongStream.range(0, 70))))
            .getFirst();
    assertThat(result.getEvaluatedSamples()).isZero();
    assertThat(result.getSkippedSamples()).isEqualTo(70);
    assertThat(result.getEvaluationDataList()).noneMatch(SingleMetricResult::hasResult);
  }

  @Test
  void aSampleThatIsListedTwiceCountsTwice() throws Exception {
    EvaluationIntervalData result =
        fixture
            .evaluate(
                EvaluatorFixture.request(
                    model,
                    listed(LongStream.concat(LongStream.range(0, 100), LongStream.range(0, 100)))))
            .getFirst();
    EvaluationIntervalData once =
        fixture
            .evaluate(EvaluatorFixture.request(model, listed(LongStream.range(0, 100))))
            .getFirst();
    assertThat(result.getEvaluatedSamples()).isEqualTo(200);
    assertThat(result.getEvaluationDataList()).isEqualTo(once.getEvaluationDataList());
  }

  @Test
  void noSamplesAndOtherDatasetsAreNotEvaluated() {
    EvaluateModelResponse empty =
        fixture.begin(EvaluatorFixture.request(model, listed(LongStream.empty())));
    assertThat(empty.getEvaluationStarted()).isFalse();
    assertThat(empty.getIntervalResponses(0).getEvalAbortedReason())
        .isEqualTo(EvaluationAbortedReason.EMPTY_DATASET);
    var request = EvaluatorFixture.request(model, listed(LongStream.of(1)));
    request.getDatasetInfoBuilder().setDatasetId("letters");
    assertThat(fixture.begin(request).getIntervalResponses(0).getEvalAbortedReason())
        .isEqualTo(EvaluationAbortedReason.DATASET_NOT_FOUND);
  }

  private record Refused(List<EvaluationInterval> intervals, String message) {}

  static Stream<Refused> refused() {
    EvaluationInterval one = listed(LongStream.of(1));
    UnaryOperator<String> named = problem -> "dataset_info.evaluation_intervals" + problem;
    return Stream.of(
        new Refused(
            List.of(one.toBuilder().setStartTimestamp(0).build()),
            named.apply(": an interval has either samples or timestamps, but one has both")),
        new Refused(
            List.of(interval(0, 1), one),
            named.apply(
                ": an interval with samples must be the only one of its request, but there are 2")),
        new Refused(
            List.of(listed(LongStream.rangeClosed(0, 1 << 20))),
            named.apply(".samples: must have at most 1,048,576 keys, but has 1,048,577")));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void requestsThatCannotBeServedSayWhy(Refused refused) {
    EvaluationInterval[] intervals = refused.intervals().toArray(EvaluationInterval[]::new);
    assertThatThrownBy(() -> fixture.begin(EvaluatorFixture.request(model, intervals)))
        .hasMessageContaining(refused.message());
  }

  @Test
  void theEvaluationOfATriggerIsChecked() {
    var evaluation =
        EvaluatorFixture.request(0)
            .setDevice("tpu")
            .setMetrics(0, EvaluatorFixture.json("{\"name\": \"Acuracy\"}"))
            .addMetrics(EvaluatorFixture.json("{\"name\": \"Accuracy\", \"topn\": 5}"))
            .setLabelTransformer(PythonString.newBuilder().setValue("Thresold(1)"));
    List<FieldProblem> problems =
        fixture
            .evaluator
            .validateEvaluation(
                ValidateEvaluationRequest.newBuilder()
                    .setModelClass("DLRM")
                    .setModelConfiguration(
                        EvaluatorFixture.json(LearnableSamples.MODEL_CONFIGURATION))
                    .addTriggerEvaluations(
                        TriggerEvaluationRequest.newBuilder()
                            .setField("trigger.subtriggers.quality.evaluation")
                            .setEvaluation(evaluation))
                    .addTriggerEvaluations(
                        TriggerEvaluationRequest.newBuilder()
                            .setField("trigger.evaluation")
                            .setEvaluation(
                                EvaluatorFixture.request(0)
                                    .addMetrics(
                                        EvaluatorFixture.json(
                                            "{\"name\": \"Accuracy\", \"topn\": 5}"))))
                    .build())
            .getProblemsList();
    assertThat(problems)
        .extracting(FieldProblem::getField)
        .containsExactly(
            "trigger.subtriggers.quality.evaluation.device",
            "trigger.subtriggers.quality.evaluation.dataset.metrics[0].name",
            "trigger.subtriggers.quality.evaluation.dataset.label_transformer_function",
            "trigger.evaluation.dataset.metrics[2]");
  }
}
