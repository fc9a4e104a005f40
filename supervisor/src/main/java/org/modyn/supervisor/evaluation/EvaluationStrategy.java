package org.modyn.supervisor.evaluation;

import java.util.List;
import org.modyn.common.config.pipeline.EvaluationStrategyConfig;
import org.modyn.common.config.pipeline.SlicingEvalStrategyConfig;

/** Chooses the intervals that models are evaluated on. */
public interface EvaluationStrategy {
  /**
   * The intervals, in the order they are to be evaluated in.
   *
   * @param trainings the trainings that are to be evaluated, in their order
   */
  List<EvaluationInterval> intervals(List<TrainedModel> trainings);

  /** The strategy that a pipeline file asks for. */
  static EvaluationStrategy create(EvaluationStrategyConfig config) {
    return switch (config) {
      case SlicingEvalStrategyConfig slicing -> new SlicingEvaluationStrategy(slicing);
    };
  }
}
