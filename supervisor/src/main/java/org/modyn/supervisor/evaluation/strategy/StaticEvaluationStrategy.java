package org.modyn.supervisor.evaluation.strategy;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.modyn.common.config.pipeline.evaluation.strategy.StaticEvalStrategyConfig;

/** The intervals that the pipeline file lists. */
final class StaticEvaluationStrategy implements EvaluationStrategy {
  private final StaticEvalStrategyConfig config;

  StaticEvaluationStrategy(StaticEvalStrategyConfig config) {
    this.config = requireNonNull(config, "config is null");
  }

  @Override
  public List<EvaluationInterval> intervals(
      List<TrainingInterval> trainings, OptionalLong lastTimestamp) {
    return config.intervals().stream()
        .map(
            interval ->
                new EvaluationInterval(
                    interval.start(), interval.end(), Optional.of(interval.start())))
        .toList();
  }
}
