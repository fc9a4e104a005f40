package org.modyn.supervisor.evaluation;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A request to evaluate one model on one interval of one dataset. Times are seconds since 1970.
 *
 * @param idModel the model
 * @param currentlyActiveModel whether the model is the newest one trained before the interval; set
 *     after the pipeline only
 * @param currentlyTrainedModel whether the model is the one after that; set after the pipeline only
 * @param evalHandler the name of the handler
 * @param intervalStart inclusive
 * @param intervalEnd exclusive; empty means the end of the dataset
 */
public record EvaluationRequest(
    int triggerId,
    int trainingId,
    int idModel,
    Optional<Boolean> currentlyActiveModel,
    Optional<Boolean> currentlyTrainedModel,
    String evalHandler,
    String datasetId,
    long intervalStart,
    Optional<Long> intervalEnd) {
  public EvaluationRequest {
    requireNonNull(currentlyActiveModel, "currentlyActiveModel is null");
    requireNonNull(currentlyTrainedModel, "currentlyTrainedModel is null");
    requireNonNull(evalHandler, "evalHandler is null");
    requireNonNull(datasetId, "datasetId is null");
    requireNonNull(intervalEnd, "intervalEnd is null");
  }

  /** Returns what identifies the evaluation within its pipeline. */
  public EvaluationKey key() {
    return new EvaluationKey(evalHandler, idModel, datasetId, intervalStart, intervalEnd);
  }
}
