package org.modyn.supervisor.evaluation;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * What became of a request.
 *
 * @param failureReason why there is no result; empty when there is one
 * @param datasetSize samples in the interval; 0 when there is no result
 * @param metrics empty when there is no result
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

  /** A measured value. */
  public record Metric(String name, double result) {}
}
