package org.modyn.supervisor.evaluation;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What identifies an evaluation within a pipeline. Times are seconds since 1970.
 *
 * @param handler the name of the handler
 * @param intervalStart inclusive
 * @param intervalEnd exclusive; empty means the end of the dataset
 */
public record EvaluationKey(
    String handler, int modelId, String datasetId, long intervalStart, Optional<Long> intervalEnd) {
  public EvaluationKey {
    requireNonNull(handler, "handler is null");
    requireNonNull(datasetId, "datasetId is null");
    requireNonNull(intervalEnd, "intervalEnd is null");
  }
}
