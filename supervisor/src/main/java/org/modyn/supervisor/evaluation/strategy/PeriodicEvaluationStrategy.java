package org.modyn.supervisor.evaluation.strategy;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.modyn.common.config.pipeline.evaluation.strategy.PeriodicEvalStrategyConfig;

/** Intervals around points in time at equal distances. The last point may be the end itself. */
final class PeriodicEvaluationStrategy implements EvaluationStrategy {
  private final PeriodicEvalStrategyConfig config;

  PeriodicEvaluationStrategy(PeriodicEvalStrategyConfig config) {
    this.config = requireNonNull(config, "config is null");
  }

  @Override
  public List<EvaluationInterval> intervals(
      List<TrainingInterval> trainings, OptionalLong lastTimestamp) {
    List<EvaluationInterval> intervals = new ArrayList<>();
    for (long point = config.startTimestamp();
        point <= config.endTimestamp();
        point += config.every().seconds()) {
      RelativeIntervals.Bounds bounds = RelativeIntervals.around(config.interval(), point, point);
      intervals.add(new EvaluationInterval(bounds.start(), bounds.end(), Optional.of(point)));
    }
    return intervals;
  }
}
