package org.modyn.supervisor.database;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Which evaluation results of a pipeline to read. Empty fields select everything.
 *
 * @param metric the name of a metric as in results, for example ROC-AUC: only this metric is read.
 *     Failed evaluations are always read
 * @param modelId the model
 * @param handler the name of the handler
 */
public record EvaluationResultFilter(
    Optional<String> metric, Optional<Integer> modelId, Optional<String> handler) {
  /** Selects everything. */
  public static final EvaluationResultFilter ALL =
      new EvaluationResultFilter(Optional.empty(), Optional.empty(), Optional.empty());

  public EvaluationResultFilter {
    requireNonNull(metric, "metric is null");
    requireNonNull(modelId, "modelId is null");
    requireNonNull(handler, "handler is null");
  }
}
