package org.modyn.supervisor.evaluation.strategy;

import org.modyn.common.config.pipeline.evaluation.strategy.BetweenTwoTriggersEvalStrategyConfig;
import org.modyn.common.config.pipeline.evaluation.strategy.EvaluationStrategyConfig;
import org.modyn.common.config.pipeline.evaluation.strategy.OffsetEvalStrategyConfig;
import org.modyn.common.config.pipeline.evaluation.strategy.PeriodicEvalStrategyConfig;
import org.modyn.common.config.pipeline.evaluation.strategy.SlicingEvalStrategyConfig;
import org.modyn.common.config.pipeline.evaluation.strategy.StaticEvalStrategyConfig;

/** The evaluation strategies by their options. */
public final class EvaluationStrategies {
  private EvaluationStrategies() {}

  /** Creates the strategy that a pipeline file configures. */
  public static EvaluationStrategy create(EvaluationStrategyConfig config) {
    return switch (config) {
      case SlicingEvalStrategyConfig slicing -> new SlicingEvaluationStrategy(slicing);
      case OffsetEvalStrategyConfig offset -> new OffsetEvaluationStrategy(offset);
      case BetweenTwoTriggersEvalStrategyConfig _ -> new BetweenTwoTriggersEvaluationStrategy();
      case PeriodicEvalStrategyConfig periodic -> new PeriodicEvaluationStrategy(periodic);
      case StaticEvalStrategyConfig fixed -> new StaticEvaluationStrategy(fixed);
    };
  }
}
