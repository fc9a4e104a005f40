package org.modyn.supervisor.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.modyn.common.database.Database;
import org.modyn.common.testing.TestDatabase;
import org.modyn.supervisor.database.PipelineRepository.NewPipeline;
import org.modyn.supervisor.evaluation.EvaluationKey;
import org.modyn.supervisor.evaluation.EvaluationRequest;
import org.modyn.supervisor.evaluation.EvaluationResult;
import org.modyn.supervisor.evaluation.ModelEvaluation;

class EvaluationResultRepositoryTest {
  private static final EvaluationResult.Metric ACCURACY =
      new EvaluationResult.Metric("Accuracy", Optional.of(0.1 + 0.2), Optional.empty());
  private static final EvaluationResult.Metric ROC_AUC =
      new EvaluationResult.Metric(
          "ROC-AUC", Optional.empty(), Optional.of("all samples have the label 1"));

  private static final EvaluationResult FIRST =
      result(request("slices", 21, Optional.of(100L)), ACCURACY, ROC_AUC);
  private static final EvaluationResult OPEN =
      result(request("slices", 22, Optional.empty()), ACCURACY);
  private static final EvaluationResult FAILED =
      new EvaluationResult(
          request("others", 21, Optional.of(100L)), Optional.of("EMPTY_DATASET"), 0, List.of());

  /** The term of a database in which no supervisor has become active yet. */
  private static final long FIRST_TERM = 0;

  private TestDatabase testDatabase;
  private Database database;
  private PipelineRepository pipelines;
  private EvaluationResultRepository repository;
  private int pipelineId;

  @BeforeEach
  void open() {
    testDatabase = TestDatabase.create();
    database = Database.open(testDatabase.config(), "supervisor");
    Jdbi jdbi = database.jdbi();
    pipelines = new PipelineRepository(jdbi);
    repository = new EvaluationResultRepository(jdbi);
    pipelineId = addPipeline();
  }

  private int addPipeline() {
    return pipelines
        .add(
            new NewPipeline(
                "flights",
                "{}",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1,
                128,
                Optional.empty()))
        .id();
  }

  @AfterEach
  void close() {
    database.close();
    testDatabase.close();
  }

  @Test
  void resultsAreReadAsTheyWereWritten() {
    repository.add(FIRST_TERM, pipelineId, evaluation(FIRST, OPEN, FAILED));

    assertThat(find(EvaluationResultFilter.ALL)).containsExactly(FIRST, OPEN, FAILED);
    assertThat(completed(pipelineId))
        .containsExactlyInAnyOrder(
            FIRST.request().key(), OPEN.request().key(), FAILED.request().key());
    int other = addPipeline();
    assertThat(completed(other)).isEmpty();
    assertThat(repository.find(other, EvaluationResultFilter.ALL)).isExhausted();
  }

  @Test
  void aRepeatedEvaluationReplacesTheResult() {
    repository.add(FIRST_TERM, pipelineId, evaluation(FIRST, OPEN, FAILED));
    EvaluationResult again = result(OPEN.request(), ROC_AUC);
    EvaluationResult succeeded = result(FAILED.request(), ACCURACY);

    repository.add(FIRST_TERM, pipelineId, evaluation(again, succeeded));

    assertThat(find(EvaluationResultFilter.ALL)).containsExactly(FIRST, again, succeeded);
  }

  @Test
  void intervalsThatTwoStrategiesShareAreRecordedOnce() {
    repository.add(FIRST_TERM, pipelineId, evaluation(FIRST, FIRST, OPEN, OPEN));

    assertThat(find(EvaluationResultFilter.ALL)).containsExactly(FIRST, OPEN);
  }

  @Test
  void aFilterSelectsByMetricModelAndHandler() {
    repository.add(FIRST_TERM, pipelineId, evaluation(FIRST, OPEN, FAILED));

    assertThat(find(filter("ROC-AUC", null, null)))
        .containsExactly(result(FIRST.request(), ROC_AUC), FAILED);
    assertThat(find(filter(null, 22, null))).containsExactly(OPEN);
    assertThat(find(filter(null, null, "others"))).containsExactly(FAILED);
    assertThat(find(filter("Accuracy", 21, "slices")))
        .containsExactly(result(FIRST.request(), ACCURACY));
    assertThat(find(filter("F1", 22, null))).isEmpty();
  }

  @Test
  void manyResultsAreReadInLists() {
    List<EvaluationResult> many =
        IntStream.range(0, 1_201)
            .mapToObj(model -> result(request("slices", model, Optional.of(9L)), ACCURACY, ROC_AUC))
            .toList();
    repository.add(FIRST_TERM, pipelineId, evaluation(many.toArray(EvaluationResult[]::new)));

    List<Integer> sizes = new ArrayList<>();
    List<EvaluationResult> read = new ArrayList<>();
    repository
        .find(pipelineId, EvaluationResultFilter.ALL)
        .forEachRemaining(
            page -> {
              sizes.add(page.size());
              read.addAll(page);
            });
    assertThat(read).isEqualTo(many);
    assertThat(sizes).containsExactly(500, 500, 201);
  }

  @Test
  void nothingIsInsertedWhenTheTransactionFails() {
    database
        .jdbi()
        .useHandle(
            handle -> {
              handle.begin();
              EvaluationResultRepository.insert(handle, pipelineId, evaluation(FIRST));
              handle.rollback();
            });

    assertThat(completed(pipelineId)).isEmpty();
  }

  @Test
  void completedEvaluationsAreThoseOfTheModels() {
    repository.add(FIRST_TERM, pipelineId, evaluation(FIRST));

    assertThat(repository.completed(pipelineId, List.of(FIRST.request().idModel() + 1_000)))
        .isEmpty();
  }

  private Set<EvaluationKey> completed(int pipeline) {
    return repository.completed(
        pipeline,
        Stream.of(FIRST, OPEN, FAILED).map(result -> result.request().idModel()).toList());
  }

  private List<EvaluationResult> find(EvaluationResultFilter filter) {
    List<EvaluationResult> results = new ArrayList<>();
    repository.find(pipelineId, filter).forEachRemaining(results::addAll);
    return results;
  }

  private static EvaluationResultFilter filter(String metric, Integer model, String handler) {
    return new EvaluationResultFilter(
        Optional.ofNullable(metric), Optional.ofNullable(model), Optional.ofNullable(handler));
  }

  private static ModelEvaluation evaluation(EvaluationResult... results) {
    return new ModelEvaluation(
        "flights", 21, LocalDateTime.of(2026, 1, 1, 0, 0), Duration.ofSeconds(3), List.of(results));
  }

  private static EvaluationResult result(
      EvaluationRequest request, EvaluationResult.Metric... metrics) {
    return new EvaluationResult(request, Optional.empty(), 7, List.of(metrics));
  }

  private static EvaluationRequest request(String handler, int model, Optional<Long> end) {
    return new EvaluationRequest(
        1,
        11,
        model,
        handler.equals("slices") ? Optional.of(true) : Optional.empty(),
        handler.equals("slices") ? Optional.of(false) : Optional.empty(),
        handler,
        "flights",
        -50,
        end);
  }
}
