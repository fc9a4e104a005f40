package org.modyn.supervisor.evaluation.strategy;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.modyn.common.config.pipeline.evaluation.strategy.SlicingEvalStrategyConfig;

/** Splits a time range into intervals of equal length; the last one may be shorter. */
final class SlicingEvaluationStrategy implements EvaluationStrategy {
  private final SlicingEvalStrategyConfig config;

  SlicingEvaluationStrategy(SlicingEvalStrategyConfig config) {
    this.config = requireNonNull(config, "config is null");
  }

  @Override
  public List<EvaluationInterval> intervals(
      List<TrainingInterval> trainings, OptionalLong lastTimestamp) {
    List<EvaluationInterval> intervals = new ArrayList<>();
    long start = config.evalStartFrom();
    while (start < config.evalEndAt()) {
      long end = Math.min(start + config.evalEvery().seconds(), config.evalEndAt());
      intervals.add(new EvaluationInterval(start, Optional.of(end), Optional.of(start)));
      start = end;
    }
    return intervals;
  }
}
