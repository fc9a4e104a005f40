package org.modyn.supervisor.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.modyn.common.config.pipeline.evaluation.EvaluationConfig;
import org.modyn.common.config.pipeline.evaluation.EvaluationDatasetConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

class EvaluationRunnerTest {
  private static final EvaluationConfig CONFIG =
      new EvaluationConfig(
          List.of(), "cpu", List.of(dataset("train"), dataset("test")), 1, 1, Optional.empty());

  private static final List<EvaluationRequest> REQUESTS =
      List.of(
          request("first", 7, "train", 0, 100),
          request("first", 7, "test", 0, 100),
          request("first", 8, "train", 0, 100),
          request("first", 7, "train", 100, 200),
          request("second", 7, "train", 0, 300));

  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final List<UUID> ids = new CopyOnWriteArrayList<>();

  @Test
  void aModelOnADatasetIsOneCallForAllHandlers() {
    assertThat(run("pipeline", Set.of(), 1))
        .extracting(evaluation -> evaluation.modelId() + " on " + evaluation.datasetId())
        .containsExactly("7 on train", "7 on test", "8 on train");
    assertThat(calls)
        .containsExactly("7 on train: [0, 100, 0]", "7 on test: [0]", "8 on train: [0]");
  }

  @Test
  void recordedEvaluationsAreOmitted() {
    Set<EvaluationKey> recorded =
        Set.of(REQUESTS.get(0).key(), REQUESTS.get(1).key(), REQUESTS.get(4).key());

    run("pipeline", recorded, 1);

    assertThat(calls).containsExactly("8 on train: [0]", "7 on train: [100]");
  }

  @Test
  void requestIdsDependOnWhatIsEvaluatedOnly() {
    run("pipeline", Set.of(), 1);
    List<UUID> first = List.copyOf(ids);
    assertThat(first).doesNotHaveDuplicates();

    ids.clear();
    run("pipeline", Set.of(), 1);
    assertThat(ids).isEqualTo(first);

    ids.clear();
    run("pipeline", Set.of(), 2);
    run("another", Set.of(), 1);
    run("pipeline", Set.of(REQUESTS.get(4).key()), 1);
    assertThat(ids.subList(0, 7)).doesNotContainAnyElementsOf(first);
    assertThat(ids.subList(7, 9)).isEqualTo(first.subList(1, 3));
  }

  @Test
  void callsRunInParallel() {
    CyclicBarrier barrier = new CyclicBarrier(3);
    List<ModelEvaluation> evaluations = new ArrayList<>();

    // deadlocks unless three calls are waiting at the same time
    runner(
            "pipeline",
            () -> {
              try {
                barrier.await();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            })
        .run(REQUESTS, Set.of(), 3, 1, evaluations::add);

    assertThat(evaluations).hasSize(3);
  }

  @Test
  void resultsThatArrivedBeforeAFailureAreHandedOver() {
    List<ModelEvaluation> evaluations = new ArrayList<>();
    EvaluationRunner runner =
        runner(
            "pipeline",
            () -> {
              if (calls.size() == 2) {
                throw ModynException.unavailable("cannot reach the evaluator");
              }
            });

    assertThatThrownBy(() -> runner.run(REQUESTS, Set.of(), 1, 1, evaluations::add))
        .isInstanceOfSatisfying(
            ModynException.class,
            e -> assertThat(e.category()).isEqualTo(ErrorCategory.UNAVAILABLE));
    assertThat(evaluations).hasSize(1);
  }

  @Test
  void aFailureToRecordEndsTheRun() {
    assertThatThrownBy(
            () ->
                runner("pipeline", () -> {})
                    .run(
                        REQUESTS,
                        Set.of(),
                        1,
                        1,
                        _ -> {
                          throw ModynException.unavailable("cannot reach the database");
                        }))
        .hasMessage("cannot reach the database");
  }

  private List<ModelEvaluation> run(String scope, Set<EvaluationKey> recorded, int attempt) {
    List<ModelEvaluation> evaluations = new ArrayList<>();
    runner(scope, () -> {}).run(REQUESTS, recorded, 1, attempt, evaluations::add);
    return evaluations;
  }

  private EvaluationRunner runner(String scope, Runnable call) {
    return new EvaluationRunner(
        (requestId, modelId, device, dataset, requests) -> {
          ids.add(requestId);
          calls.add(
              modelId
                  + " on "
                  + dataset.datasetId()
                  + ": "
                  + requests.stream().map(EvaluationRequest::intervalStart).toList());
          call.run();
          return requests.stream()
              .map(request -> new EvaluationResult(request, Optional.empty(), 1, List.of()))
              .toList();
        },
        CONFIG,
        scope);
  }

  private static EvaluationRequest request(
      String handler, int model, String dataset, long start, long end) {
    return new EvaluationRequest(
        1, 2, model, Optional.empty(), Optional.empty(), handler, dataset, start, Optional.of(end));
  }

  private static EvaluationDatasetConfig dataset(String name) {
    return new EvaluationDatasetConfig(
        name, "Record()", List.of(), "", Optional.empty(), 1, 1, List.of());
  }
}
