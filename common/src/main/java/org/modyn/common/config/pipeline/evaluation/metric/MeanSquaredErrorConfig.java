package org.modyn.common.config.pipeline.evaluation.metric;

import java.util.Optional;
import java.util.function.Predicate;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.FunctionText;
import org.modyn.common.config.schema.Name;
import org.modyn.common.function.FunctionKind;

/** The mean squared difference between output and label. */
@Description("The mean squared difference between output and label")
@Name("MeanSquaredError")
public record MeanSquaredErrorConfig(
    @Description("Transforms the model's output to values of the label's unit; by default none")
        @FunctionText(FunctionKind.EVALUATION_TRANSFORMER)
        Optional<String> evaluationTransformerFunction)
    implements MetricConfig {

  public MeanSquaredErrorConfig {
    evaluationTransformerFunction =
        evaluationTransformerFunction.filter(Predicate.not(String::isEmpty));
  }

  @Override
  public String resultName() {
    return "MeanSquaredError";
  }
}
