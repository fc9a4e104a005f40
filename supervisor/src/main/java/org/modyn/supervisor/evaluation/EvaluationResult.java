package org.modyn.supervisor.evaluation;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.modyn.common.config.schema.OmittedWhenEmpty;

/**
 * The result of a request.
 *
 * @param failureReason the reason for which the evaluation failed; empty on success
 * @param datasetSize the number of samples in the interval; 0 on failure
 * @param metrics empty on failure
 */
public record EvaluationResult(
    EvaluationRequest request,
    Optional<String> failureReason,
    long datasetSize,
    List<Metric> metrics) {

  public EvaluationResult {
    requireNonNull(request, "request is null");
    requireNonNull(failureReason, "failureReason is null");
    metrics = List.copyOf(metrics);
  }

  /**
   * A measured value.
   *
   * @param result a finite number; empty when the metric is undefined on the interval
   * @param undefinedReason why there is no result, a clause that completes "undefined because";
   *     empty if there is one, or the evaluator gives no reason
   */
  public record Metric(
      String name, Optional<Double> result, @OmittedWhenEmpty Optional<String> undefinedReason) {
    public Metric {
      requireNonNull(name, "name is null");
      requireNonNull(result, "result is null");
      requireNonNull(undefinedReason, "undefinedReason is null");
    }
  }
}
