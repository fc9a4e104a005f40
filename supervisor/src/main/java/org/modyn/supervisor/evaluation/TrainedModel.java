package org.modyn.supervisor.evaluation;

import org.modyn.supervisor.evaluation.strategy.TrainingInterval;

/**
 * The model of a trigger.
 *
 * @param firstTimestamp the first timestamp of the samples since the previous trigger, in seconds
 *     since 1970
 * @param lastTimestamp the last timestamp of these samples, inclusive
 */
public record TrainedModel(
    int triggerId, int trainingId, int modelId, long firstTimestamp, long lastTimestamp) {

  TrainingInterval interval() {
    return new TrainingInterval(firstTimestamp, lastTimestamp);
  }
}
