package org.modyn.common.config.pipeline.evaluation.metric;

import java.util.Optional;
import org.modyn.common.config.schema.Discriminator;

/** A metric of a model. */
@Discriminator("name")
public sealed interface MetricConfig
    permits AccuracyConfig,
        F1ScoreConfig,
        PrecisionConfig,
        RecallConfig,
        RocAucConfig,
        AveragePrecisionConfig,
        LogLossConfig,
        BrierScoreConfig,
        ExpectedCalibrationErrorConfig,
        MeanAbsoluteErrorConfig,
        MeanSquaredErrorConfig {
  /**
   * The function that converts the model's output to the values that the metric compares with the
   * labels.
   */
  Optional<String> evaluationTransformerFunction();

  /** The name under which results are reported, for example {@code ROC-AUC}. */
  String resultName();

  /** The name by which files of the original refer to the metric in criteria of a trigger. */
  default String fullName() {
    return resultName();
  }

  /** Returns whether a criterion of a trigger with a name means this metric. */
  default boolean isNamed(String name) {
    return name.equals(resultName()) || name.equals(fullName());
  }
}
