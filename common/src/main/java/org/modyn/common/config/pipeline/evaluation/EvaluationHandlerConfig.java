package org.modyn.common.config.pipeline.evaluation;

import java.util.List;
import org.modyn.common.config.pipeline.evaluation.strategy.EvaluationStrategyConfig;
import org.modyn.common.config.schema.At;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/** A series of evaluations: when they run, with which models, on which intervals. */
@Description("A series of evaluations: when they run, with which models, on which intervals")
public record EvaluationHandlerConfig(
    @Description("Name of the series in the log") @Default("Modyn EvalHandler") String name,
    @Description("When the evaluations run") @Example("after_pipeline") ExecutionTime executionTime,
    @Description("Which models are evaluated on an interval") @Default("active") Models models,
    @Description("How the intervals are determined") EvaluationStrategyConfig strategy,
    @Description("Names of the datasets to evaluate on, out of evaluation.datasets")
        @Example("[my-dataset]")
        List<String> datasets) {

  public EvaluationHandlerConfig {
    datasets = List.copyOf(datasets);
  }

  @Rule
  static void offsetsAreRelativeToATraining(
      @At("strategy.type") String strategy, ExecutionTime executionTime, Violations violations) {
    if (strategy.equals("OffsetEvalStrategy") && executionTime != ExecutionTime.AFTER_TRAINING) {
      violations.add(
          "execution_time",
          "must be after_training when strategy is OffsetEvalStrategy: its intervals are relative"
              + " to the interval of a training");
    }
  }

  @Rule
  static void noModelIsActiveAfterATraining(
      ExecutionTime executionTime, Models models, Violations violations) {
    if (executionTime == ExecutionTime.AFTER_TRAINING && models != Models.MATRIX) {
      violations.add(
          "models",
          "must be matrix when execution_time is after_training: the active model is known only"
              + " after the pipeline");
    }
  }

  /** When evaluations run. */
  public enum ExecutionTime {
    /** Each model is evaluated immediately after its training. */
    AFTER_TRAINING,
    /** All models are evaluated after the last training. */
    AFTER_PIPELINE,
    /** The pipeline does not run the evaluations. */
    MANUAL
  }

  /** Which models are evaluated on an interval. */
  public enum Models {
    /** Every model on every interval. */
    MATRIX,
    /** The newest model trained before the interval. */
    ACTIVE,
    /** The model after the active one, which is trained during the interval. */
    TRAINING
  }
}
