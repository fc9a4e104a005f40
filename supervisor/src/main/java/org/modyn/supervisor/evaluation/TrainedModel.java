package org.modyn.supervisor.evaluation;

/**
 * A model that a trigger has led to.
 *
 * @param firstTimestamp of the samples since the trigger before, seconds since 1970
 * @param lastTimestamp of these samples, inclusive
 */
public record TrainedModel(
    int triggerId, int trainingId, int modelId, long firstTimestamp, long lastTimestamp) {}
