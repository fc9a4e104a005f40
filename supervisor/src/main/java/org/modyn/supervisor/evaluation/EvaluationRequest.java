package org.modyn.supervisor.evaluation;

import java.util.Optional;

/**
 * One model on one interval of one dataset. Times are seconds since 1970.
 *
 * @param idModel the model
 * @param currentlyActiveModel whether the model is the newest one trained before the interval;
 *     known only after the pipeline
 * @param currentlyTrainedModel whether the model is the one after that; known only after the
 *     pipeline
 * @param evalHandler name of the handler that asked for it
 * @param intervalStart inclusive
 * @param intervalEnd exclusive; empty: to the end of the dataset
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
    Optional<Long> intervalEnd) {}
