package org.modyn.supervisor.evaluation.strategy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The training intervals, and the data after the last one: while the samples of an interval
 * arrived, the model of the trigger before it was the newest.
 *
 * <p>As in the original, the end of an interval is the timestamp of the last sample before the
 * trigger, and evaluations exclude the end: samples of that second are not evaluated.
 */
final class BetweenTwoTriggersEvaluationStrategy implements EvaluationStrategy {
  @Override
  public List<EvaluationInterval> intervals(
      List<TrainingInterval> trainings, OptionalLong lastTimestamp) {
    List<EvaluationInterval> intervals = new ArrayList<>();
    trainings.forEach(training -> intervals.add(interval(training.first(), training.last())));
    if (!trainings.isEmpty() && lastTimestamp.isPresent()) {
      long lastTraining = trainings.stream().mapToLong(TrainingInterval::last).max().orElseThrow();
      intervals.add(interval(lastTraining + 1, lastTimestamp.getAsLong()));
    }
    return intervals;
  }

  private static EvaluationInterval interval(long start, long end) {
    return new EvaluationInterval(start, Optional.of(end), Optional.of(start));
  }
}
