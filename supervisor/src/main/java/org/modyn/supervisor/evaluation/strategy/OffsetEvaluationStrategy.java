package org.modyn.supervisor.evaluation.strategy;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.modyn.common.config.pipeline.evaluation.strategy.OffsetEvalStrategyConfig;
import org.modyn.common.config.pipeline.time.EvaluationOffset;

/**
 * Intervals before and after each training interval, and the training interval itself. No model is
 * the active one of these intervals, as they follow from the model that is evaluated.
 */
final class OffsetEvaluationStrategy implements EvaluationStrategy {
  private final OffsetEvalStrategyConfig config;

  OffsetEvaluationStrategy(OffsetEvalStrategyConfig config) {
    this.config = requireNonNull(config, "config is null");
  }

  @Override
  public List<EvaluationInterval> intervals(
      List<TrainingInterval> trainings, OptionalLong lastTimestamp) {
    return trainings.stream()
        .flatMap(training -> config.offsets().stream().map(offset -> interval(offset, training)))
        .toList();
  }

  private static EvaluationInterval interval(EvaluationOffset offset, TrainingInterval training) {
    // the end of an interval is exclusive, that of a training interval inclusive
    long afterTraining = training.last() + 1;
    if (offset.length().isEmpty()) {
      return offset.before()
          ? interval(0, Optional.of(training.first()))
          : interval(afterTraining, Optional.empty());
    }
    long seconds = offset.length().get().seconds();
    if (seconds == 0) {
      return interval(training.first(), Optional.of(afterTraining));
    }
    return offset.before()
        ? interval(Math.max(0, training.first() - seconds), Optional.of(training.first()))
        : interval(afterTraining, Optional.of(afterTraining + seconds));
  }

  private static EvaluationInterval interval(long start, Optional<Long> end) {
    return new EvaluationInterval(start, end, Optional.empty());
  }
}
