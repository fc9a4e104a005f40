package org.modyn.supervisor.evaluation;

import java.util.List;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.BetweenTwoTriggersEvalStrategyConfig;
import org.modyn.common.config.pipeline.EvaluationStrategyConfig;
import org.modyn.common.config.pipeline.OffsetEvalStrategyConfig;
import org.modyn.common.config.pipeline.PeriodicEvalStrategyConfig;
import org.modyn.common.config.pipeline.SlicingEvalStrategyConfig;
import org.modyn.common.config.pipeline.StaticEvalStrategyConfig;
import org.modyn.common.error.ModynException;

/** Chooses the intervals that models are evaluated on. */
public interface EvaluationStrategy {
  /**
   * The intervals, in the order they are to be evaluated in.
   *
   * @param trainings the trainings that are to be evaluated, in their order
   */
  List<EvaluationInterval> intervals(List<TrainedModel> trainings);

  /**
   * The strategy that a pipeline file asks for.
   *
   * @throws ModynException UNIMPLEMENTED, with its name, for a strategy that files may ask for but
   *     that this version cannot run
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
