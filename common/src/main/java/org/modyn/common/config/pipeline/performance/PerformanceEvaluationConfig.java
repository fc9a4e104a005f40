package org.modyn.common.config.pipeline.performance;

import java.util.Optional;
import org.modyn.common.config.pipeline.AccuracyConfig;
import org.modyn.common.config.pipeline.EvaluationDatasetConfig;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.InvalidFieldException;

/** On what a trigger evaluates the model. */
public record PerformanceEvaluationConfig(
    @Description("Device that the model is evaluated on") String device,
    @Description("The data to evaluate on; its metrics must include Accuracy")
        EvaluationDatasetConfig dataset,
    @Description("The function that changes labels") Optional<String> labelTransformerFunction) {

  public PerformanceEvaluationConfig {
    if (dataset.metrics().stream().noneMatch(AccuracyConfig.class::isInstance)) {
      throw new InvalidFieldException("dataset.metrics", "must include Accuracy");
    }
  }
}
