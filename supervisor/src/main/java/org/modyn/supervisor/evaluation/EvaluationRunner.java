package org.modyn.supervisor.evaluation;

import static java.util.Objects.requireNonNull;

import io.grpc.Context;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.modyn.common.config.pipeline.evaluation.EvaluationConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * Sends requests to the evaluator. All requests for one model on one dataset are one call, so that
 * the model is loaded once and the data is read once; several calls run in parallel.
 */
public final class EvaluationRunner {
  private final ModelEvaluator evaluator;
  private final EvaluationConfig config;

  public EvaluationRunner(ModelEvaluator evaluator, EvaluationConfig config) {
    this.evaluator = requireNonNull(evaluator, "evaluator is null");
    this.config = requireNonNull(config, "config is null");
  }

  /**
   * Blocks until all requests have a result, or one has failed.
   *
   * @param workers the maximum number of concurrent calls
   * @param onEvaluated is called for each model and dataset when its results arrive, on several
   *     threads
   * @return the results, in order of the first request for each dataset and model
   * @throws ModynException when the evaluator cannot be reached or an evaluation fails; an interval
   *     without samples is a result, not a failure
   */
  public List<ModelEvaluation> run(
      List<EvaluationRequest> requests, int workers, Consumer<ModelEvaluation> onEvaluated) {
    Map<ModelOnDataset, List<EvaluationRequest>> groups = new LinkedHashMap<>();
    for (EvaluationRequest request : requests) {
      groups
          .computeIfAbsent(
              new ModelOnDataset(request.datasetId(), request.idModel()), key -> new ArrayList<>())
          .add(request);
    }
    ExecutorService executor =
        Executors.newFixedThreadPool(workers, Thread.ofVirtual().name("evaluation-", 0).factory());
    try {
      List<Future<ModelEvaluation>> evaluations = new ArrayList<>();
      groups.forEach(
          (group, ofGroup) ->
              evaluations.add(
                  executor.submit(
                      Context.current()
                          .wrap(
                              () -> {
                                ModelEvaluation evaluation = evaluate(group, ofGroup);
                                onEvaluated.accept(evaluation);
                                return evaluation;
                              }))));
      List<ModelEvaluation> results = new ArrayList<>();
      for (Future<ModelEvaluation> evaluation : evaluations) {
        results.add(await(evaluation));
      }
      return results;
    } finally {
      executor.shutdownNow();
      executor.close();
    }
  }

  private ModelEvaluation evaluate(ModelOnDataset group, List<EvaluationRequest> requests) {
    LocalDateTime start = LocalDateTime.now(ZoneId.systemDefault());
    long startNanos = System.nanoTime();
    List<EvaluationResult> results =
        evaluator.evaluate(
            group.modelId(), config.device(), config.dataset(group.datasetId()), requests);
    return new ModelEvaluation(
        group.datasetId(),
        group.modelId(),
        start,
        Duration.ofNanos(System.nanoTime() - startNanos),
        results);
  }

  private static ModelEvaluation await(Future<ModelEvaluation> evaluation) {
    try {
      return evaluation.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModynException(ErrorCategory.CANCELLED, "interrupted during evaluations", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ModynException failure) {
        throw failure;
      }
      throw new IllegalStateException("an evaluation failed", e.getCause());
    }
  }

  private record ModelOnDataset(String datasetId, int modelId) {}
}
