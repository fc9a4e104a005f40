package org.modyn.supervisor.evaluation;

import static java.util.Objects.requireNonNull;

import io.grpc.Context;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.modyn.common.concurrent.CallerContext;
import org.modyn.common.config.pipeline.evaluation.EvaluationConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * Sends requests to the evaluator. All requests for one model on one dataset are one call, so that
 * the model is loaded once and the data is read once; several calls run in parallel.
 *
 * <p>A run that was cut short may be repeated with the same arguments, and with the evaluations
 * that were recorded: it continues with the others, under the same request ids.
 */
public final class EvaluationRunner {
  private final ModelEvaluator evaluator;
  private final EvaluationConfig config;
  private final String scope;

  /**
   * @param scope a text that identifies the pipeline, or one manual evaluation of it; the ids of
   *     requests derive from it
   */
  public EvaluationRunner(ModelEvaluator evaluator, EvaluationConfig config, String scope) {
    this.evaluator = requireNonNull(evaluator, "evaluator is null");
    this.config = requireNonNull(config, "config is null");
    this.scope = requireNonNull(scope, "scope is null");
  }

  /**
   * Blocks until all requests have a result, or one has failed.
   *
   * @param recorded evaluations that have a result already; they are omitted
   * @param workers the maximum number of concurrent calls
   * @param attempt part of the ids of requests: another number starts evaluations anew that the
   *     evaluator may still have under their old id
   * @param onEvaluated receives the results of each model on each dataset when they arrive, on the
   *     calling thread. When it throws, the run ends with its exception
   * @throws ModynException UNAVAILABLE when the evaluator cannot be reached within the patience of
   *     the client; CANCELLED when the thread is interrupted; any other when an evaluation fails.
   *     Running evaluations are cancelled then. An interval without samples is a result, not a
   *     failure
   */
  public void run(
      List<EvaluationRequest> requests,
      Set<EvaluationKey> recorded,
      int workers,
      int attempt,
      Consumer<ModelEvaluation> onEvaluated) {
    List<EvaluationPass> passes = EvaluationPass.group(requests, recorded);
    ExecutorService executor =
        Executors.newFixedThreadPool(workers, Thread.ofVirtual().name("evaluation-", 0).factory());
    try {
      CompletionService<ModelEvaluation> evaluations = new ExecutorCompletionService<>(executor);
      for (EvaluationPass pass : passes) {
        evaluations.submit(
            CallerContext.carryCall(Context.current().wrap(() -> evaluate(pass, attempt))));
      }
      for (int ended = 0; ended < passes.size(); ended++) {
        onEvaluated.accept(next(evaluations));
      }
    } finally {
      executor.shutdownNow();
      executor.close();
    }
  }

  private ModelEvaluation evaluate(EvaluationPass pass, int attempt) {
    LocalDateTime start = LocalDateTime.now(ZoneId.systemDefault());
    long startNanos = System.nanoTime();
    List<EvaluationResult> results =
        evaluator.evaluate(
            pass.requestId(scope, attempt),
            pass.modelId(),
            config.device(),
            config.dataset(pass.datasetId()),
            pass.requests());
    return new ModelEvaluation(
        pass.datasetId(),
        pass.modelId(),
        start,
        Duration.ofNanos(System.nanoTime() - startNanos),
        results);
  }

  private static ModelEvaluation next(CompletionService<ModelEvaluation> evaluations) {
    try {
      Future<ModelEvaluation> ended = evaluations.take();
      return ended.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModynException(ErrorCategory.CANCELLED, "interrupted during evaluations", e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error error -> throw error;
        default -> throw new IllegalStateException("an evaluation failed", e.getCause());
      }
    }
  }
}
