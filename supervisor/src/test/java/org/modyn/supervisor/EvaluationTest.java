package org.modyn.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.proto.evaluator.EvaluateModelRequest;
import org.modyn.proto.supervisor.EvaluatePipelineRequest;
import org.modyn.proto.supervisor.EvaluatePipelineResponse;
import org.modyn.proto.supervisor.JsonString;
import org.modyn.proto.supervisor.ListEvaluationResultsRequest;
import org.modyn.proto.supervisor.MetricResult;
import org.modyn.proto.supervisor.ModelEvaluated;

/** Evaluations of all strategies, their recorded results, and evaluations on request. */
class EvaluationTest {
  private static final String STRATEGY =
      "type: SlicingEvalStrategy, eval_every: 200s, eval_start_from: 0, eval_end_at: 600";

  private static final String SECTION =
      """
      {device: cpu,
       handlers: [{name: again, execution_time: manual, models: active, datasets: [flights],
         strategy: {type: StaticEvalStrategy, intervals: [[200, 400], [400, null]]}}],
       datasets: [{dataset_id: flights, batch_size: 8, dataloader_workers: 1,
         bytes_parser_function: 'Record(fields=[Field("hour", "uint8")])',
         metrics: [{name: Accuracy}]}]}
      """;

  @TempDir private Path directory;
  private SupervisorFixture supervisor;

  @BeforeEach
  void start() {
    supervisor = new SupervisorFixture(directory);
    supervisor.cluster().storage().add("flights", 0, 10, 50, 99, 100, 150, 320, 330, 400);
  }

  @AfterEach
  void stop() {
    supervisor.close();
  }

  @Test
  void resultsAreRecorded() {
    int pipelineId = run(SupervisorFixture.PIPELINE);
    List<String> expected =
        List.of(
            "future: 101 on 0-200, 6 samples, trained",
            "future: 102 on 0-200, 6 samples",
            "future: 103 on 0-200, 6 samples",
            "future: 101 on 200-400, 2 samples",
            "future: 102 on 200-400, 2 samples, active",
            "future: 103 on 200-400, 2 samples, trained",
            "future: 101 on 400-600, 1 samples",
            "future: 102 on 400-600, 1 samples",
            "future: 103 on 400-600, 1 samples, active, trained");

    assertThat(results(pipelineId)).containsExactlyInAnyOrderElementsOf(expected);
    supervisor.restartSupervisor();
    assertThat(results(pipelineId)).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(
            list(
                ListEvaluationResultsRequest.newBuilder()
                    .setPipelineId(pipelineId)
                    .setModelId(102)
                    .setMetric("ROC-AUC")
                    .build()))
        .hasSize(3)
        .allSatisfy(
            result -> {
              assertThat(result.getTrainingId()).isEqualTo(2);
              assertThat(result.getMetricsList())
                  .extracting(MetricResult::getName)
                  .containsExactly("ROC-AUC");
            });
  }

  /** Each pipeline has three models with the next ids. */
  @Test
  void everyStrategyRuns() {
    assertThat(
            results(
                run(pipeline("after_pipeline", "active", "type: BetweenTwoTriggersEvalStrategy"))))
        .containsExactlyInAnyOrder(
            "future: 101 on 100-150, 1 samples, active",
            "future: 102 on 320-330, 1 samples, active",
            "future: 103 on 331-400, EMPTY_DATASET, active, trained");
    assertThat(
            results(
                run(
                    pipeline(
                        "after_pipeline",
                        "training",
                        "type: StaticEvalStrategy, intervals: [[0, 100], [331, null]]"))))
        .containsExactlyInAnyOrder(
            "future: 104 on 0-100, 4 samples, trained",
            "future: 106 on 331-end, 1 samples, active, trained");
    assertThat(
            results(
                run(
                    pipeline(
                        "after_pipeline",
                        "active",
                        "type: PeriodicEvalStrategy, every: 200s, start_timestamp: 100,"
                            + " end_timestamp: 300, interval: '(-100s; +100s]'"))))
        .containsExactlyInAnyOrder(
            "future: 107 on 1-200, 5 samples, active", "future: 108 on 201-400, 2 samples, active");
    assertThat(
            results(
                run(
                    pipeline(
                        "after_training",
                        "matrix",
                        "type: OffsetEvalStrategy, offsets: ['-inf', '0s', '100s']"))))
        .containsExactlyInAnyOrder(
            "future: 110 on 0-0, EMPTY_DATASET",
            "future: 110 on 0-100, 4 samples",
            "future: 110 on 100-200, 2 samples",
            "future: 111 on 0-100, 4 samples",
            "future: 111 on 100-151, 2 samples",
            "future: 111 on 151-251, EMPTY_DATASET",
            "future: 112 on 0-320, 6 samples",
            "future: 112 on 320-331, 2 samples",
            "future: 112 on 331-431, 1 samples");
  }

  @Test
  void resultWritersWriteBesideTheLog() {
    int pipelineId =
        run(
            SupervisorFixture.PIPELINE.replace(
                "  device: cpu\n",
                "  device: cpu\n  result_writers: [json, json_dedicated, tensorboard]\n"));

    Path log = directory.resolve("evaluation/pipeline_" + pipelineId);
    assertThat(log.resolve("events.out.tfevents.0000000001.modyn")).isNotEmptyFile();
    for (int trigger : new int[] {0, 1, 3}) {
      assertThat(log.resolve(pipelineId + "_" + trigger + ".eval")).isNotEmptyFile();
    }
  }

  @Test
  void manualHandlersWaitForARequest() {
    int pipelineId = run(pipeline("manual", "active", STRATEGY));
    assertThat(results(pipelineId)).isEmpty();
    assertThat(supervisor.cluster().evaluator().requests()).isEmpty();

    List<EvaluatePipelineResponse> events = evaluate(request(pipelineId).build());

    List<String> expected =
        List.of(
            "future: 102 on 200-400, 2 samples, active",
            "future: 103 on 400-600, 1 samples, active, trained");
    assertThat(events.getFirst().getEvaluationsPlanned().getNumberOfEvaluations()).isEqualTo(2);
    assertThat(events.stream().skip(1).map(event -> summary(event.getModelEvaluated())))
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(results(pipelineId)).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void anotherEvaluationSectionCanBeEvaluatedAfterARestart() {
    int pipelineId = run(SupervisorFixture.PIPELINE);
    supervisor.restartSupervisor();

    for (int time = 0; time < 2; time++) {
      evaluate(request(pipelineId).setEvaluation(json(SECTION)).build());
    }

    assertThat(results(pipelineId))
        .hasSize(11)
        .contains(
            "again: 102 on 200-400, 2 samples, active",
            "again: 103 on 400-end, 1 samples, active, trained");
    assertThat(supervisor.cluster().evaluator().requests())
        .hasSize(3 + 2 * 2)
        .extracting(EvaluateModelRequest::getRequestId)
        .doesNotHaveDuplicates();
    assertThat(supervisor.cluster().evaluator().kept()).isZero();
  }

  @Test
  void problemsOfAnEvaluationSectionAreReported() {
    int pipelineId = run(SupervisorFixture.PIPELINE);
    supervisor.cluster().evaluator().refuse("evaluation.datasets[0].metrics[0]", "is unknown");

    assertThat(evaluate(request(pipelineId).setEvaluation(json(SECTION)).build()))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getRejected().getProblems(0).getField())
                  .isEqualTo("evaluation.datasets[0].metrics[0]");
              assertThat(event.getRejected().getProblems(0).getMessage()).isEqualTo("is unknown");
            });
  }

  @Test
  void aFailedEvaluationFailsTheRequest() {
    int pipelineId = run(pipeline("manual", "active", STRATEGY));
    supervisor.cluster().evaluator().fail();

    assertFails(
        request(pipelineId), Status.Code.INVALID_ARGUMENT, "the model does not fit the data");
    assertThat(results(pipelineId)).isEmpty();
  }

  @Test
  void saysWhyThereIsNothingToEvaluate() {
    int pipelineId = run(SupervisorFixture.PIPELINE);

    assertFails(request(9), Status.Code.NOT_FOUND, "there is no pipeline 9");
    assertFails(
        request(pipelineId), Status.Code.FAILED_PRECONDITION, "no handler with execution_time");
    assertFails(
        request(pipelineId)
            .setEvaluation(json(SECTION.replace("[[200, 400], [400, null]]", "[[0, 9]]"))),
        Status.Code.FAILED_PRECONDITION,
        "select no model of pipeline");
    assertFails(
        request(pipelineId).setEvaluation(json("{device: cpu}")),
        Status.Code.INVALID_ARGUMENT,
        "evaluation.handlers");
  }

  @Test
  void anEvaluationEndsWithItsClient() throws Exception {
    int pipelineId = run(pipeline("manual", "active", STRATEGY));
    supervisor.cluster().evaluator().hang();
    Context.CancellableContext call = Context.current().withCancellation();
    Iterator<EvaluatePipelineResponse> events =
        call.call(() -> supervisor.stub().evaluatePipeline(request(pipelineId).build()));
    assertThat(events.next().hasEvaluationsPlanned()).isTrue();
    supervisor.cluster().evaluator().awaitRunning();

    call.cancel(null);

    while (supervisor.cluster().evaluator().kept() > 0) {
      Thread.sleep(10);
    }
    assertThat(results(pipelineId)).isEmpty();
  }

  private void assertFails(
      EvaluatePipelineRequest.Builder request, Status.Code code, String message) {
    assertThatThrownBy(() -> evaluate(request.build()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            error -> assertThat(error.getStatus().getCode()).isEqualTo(code))
        .hasMessageContaining(message);
  }

  /** Replays everything with a pipeline, and returns its id. */
  private int run(String pipeline) {
    int pipelineId = supervisor.replay(pipeline);
    assertThat(supervisor.awaitEnd(pipelineId).getError()).isEmpty();
    return pipelineId;
  }

  private static String pipeline(String executionTime, String models, String strategy) {
    return SupervisorFixture.PIPELINE
        .replace("execution_time: after_pipeline", "execution_time: " + executionTime)
        .replace("models: matrix", "models: " + models)
        .replace(STRATEGY, strategy);
  }

  private static EvaluatePipelineRequest.Builder request(int pipelineId) {
    return EvaluatePipelineRequest.newBuilder().setPipelineId(pipelineId);
  }

  private static JsonString json(String section) {
    return JsonString.newBuilder().setValue(section).build();
  }

  private List<EvaluatePipelineResponse> evaluate(EvaluatePipelineRequest request) {
    List<EvaluatePipelineResponse> events = new ArrayList<>();
    supervisor.stub().evaluatePipeline(request).forEachRemaining(events::add);
    return events;
  }

  private List<String> results(int pipelineId) {
    return list(ListEvaluationResultsRequest.newBuilder().setPipelineId(pipelineId).build())
        .stream()
        .map(EvaluationTest::summary)
        .toList();
  }

  private List<ModelEvaluated> list(ListEvaluationResultsRequest request) {
    List<ModelEvaluated> results = new ArrayList<>();
    supervisor
        .stub()
        .listEvaluationResults(request)
        .forEachRemaining(page -> results.addAll(page.getResultsList()));
    return results;
  }

  private static String summary(ModelEvaluated result) {
    return String.format(
        Locale.ROOT,
        "%s: %d on %d-%s, %s%s%s",
        result.getEvaluationHandler(),
        result.getModelId(),
        result.getIntervalStart(),
        result.hasIntervalEnd() ? result.getIntervalEnd() : "end",
        result.hasFailureReason()
            ? result.getFailureReason()
            : result.getDatasetSize() + " samples",
        result.getCurrentlyActiveModel() ? ", active" : "",
        result.getCurrentlyTrainedModel() ? ", trained" : "");
  }
}
