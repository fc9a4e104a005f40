package org.modyn.supervisor.evaluation;

import java.util.List;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.evaluation.strategy.BetweenTwoTriggersEvalStrategyConfig;
import org.modyn.common.config.pipeline.evaluation.strategy.EvaluationStrategyConfig;
import org.modyn.common.config.pipeline.evaluation.strategy.OffsetEvalStrategyConfig;
import org.modyn.common.config.pipeline.evaluation.strategy.PeriodicEvalStrategyConfig;
import org.modyn.common.config.pipeline.evaluation.strategy.SlicingEvalStrategyConfig;
import org.modyn.common.config.pipeline.evaluation.strategy.StaticEvalStrategyConfig;
import org.modyn.common.error.ModynException;

/** Determines the intervals that models are evaluated on. */
public interface EvaluationStrategy {
  /**
   * Returns the intervals, in the order of evaluation.
   *
   * @param trainings the trainings to evaluate, in order
   */
  List<EvaluationInterval> intervals(List<TrainedModel> trainings);

  /**
   * Creates the strategy that a pipeline file configures.
   *
   * @throws ModynException UNIMPLEMENTED, naming the strategy, for a strategy that is part of the
   *     schema but not supported yet
   */
  static EvaluationStrategy create(EvaluationStrategyConfig config) {
    return switch (config) {
      case SlicingEvalStrategyConfig slicing -> new SlicingEvaluationStrategy(slicing);
      case OffsetEvalStrategyConfig offset -> throw unimplemented(offset);
      case BetweenTwoTriggersEvalStrategyConfig between -> throw unimplemented(between);
      case PeriodicEvalStrategyConfig periodic -> throw unimplemented(periodic);
      case StaticEvalStrategyConfig fixed -> throw unimplemented(fixed);
    };
  }

  private static ModynException unimplemented(Record config) {
    return ModynException.unimplemented(
        "evaluation strategy %s is not supported yet; supported: SlicingEvalStrategy",
        ConfigLoader.nameOf(config));
  }
}
