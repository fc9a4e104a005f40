package org.modyn.common.config.pipeline.trigger.performance;

import java.util.List;
import java.util.Optional;
import org.modyn.common.config.pipeline.evaluation.EvaluationDatasetConfig;
import org.modyn.common.config.schema.At;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.FunctionText;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;
import org.modyn.common.function.FunctionKind;

/** The data that a trigger evaluates the model on. */
@Description("The data that a trigger evaluates the model on")
public record PerformanceEvaluationConfig(
    @Description("Device that the model is evaluated on") @Example("cpu") String device,
    @Description("The data to evaluate on; its metrics must include Accuracy")
        EvaluationDatasetConfig dataset,
    @Description("The function that transforms labels")
        @FunctionText(FunctionKind.LABEL_TRANSFORMER)
        Optional<String> labelTransformerFunction) {

  @Rule
  static void accuracyIsMeasured(
      @At("dataset.metrics[].name") List<String> metrics, Violations violations) {
    if (!metrics.contains("Accuracy")) {
      violations.add("dataset.metrics", "must include Accuracy");
    }
  }
}
