package org.modyn.supervisor.evaluation.strategy;

import java.util.List;
import java.util.OptionalLong;

/** Determines the intervals that models are evaluated on. */
public interface EvaluationStrategy {
  /**
   * Returns the intervals, in the order of evaluation.
   *
   * @param trainings the training intervals of the models to evaluate, in the order of the triggers
   * @param lastTimestamp the timestamp of the last sample that the pipeline has read, in seconds
   *     since 1970; empty while the pipeline is still reading
   */
  List<EvaluationInterval> intervals(List<TrainingInterval> trainings, OptionalLong lastTimestamp);
}
