package org.modyn.common.config.pipeline.evaluation.metric;

import java.util.Optional;
import java.util.function.Predicate;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.FunctionText;
import org.modyn.common.config.schema.Name;
import org.modyn.common.function.FunctionKind;

/** The mean squared difference between the probabilities and the label. */
@Description("The mean squared difference between the probabilities and the label")
@Name("BrierScore")
public record BrierScoreConfig(
    @Description(
            "Transforms the model's output to probabilities; by default the softmax of several"
                + " outputs, the sigmoid of one")
        @FunctionText(FunctionKind.EVALUATION_TRANSFORMER)
        Optional<String> evaluationTransformerFunction)
    implements MetricConfig {

  public BrierScoreConfig {
    evaluationTransformerFunction =
        evaluationTransformerFunction.filter(Predicate.not(String::isEmpty));
  }

  @Override
  public String resultName() {
    return "BrierScore";
  }
}
