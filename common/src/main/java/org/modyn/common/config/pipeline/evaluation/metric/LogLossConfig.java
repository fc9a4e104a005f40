package org.modyn.common.config.pipeline.evaluation.metric;

import java.util.Optional;
import java.util.function.Predicate;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.FunctionText;
import org.modyn.common.config.schema.Name;
import org.modyn.common.function.FunctionKind;

/** The mean negative logarithm of the probability that the model gives the label. */
@Description("The mean negative logarithm of the probability that the model gives the label")
@Name("LogLoss")
public record LogLossConfig(
    @Description(
            "Transforms the model's output to probabilities; by default the softmax of several"
                + " outputs, the sigmoid of one")
        @FunctionText(FunctionKind.EVALUATION_TRANSFORMER)
        Optional<String> evaluationTransformerFunction)
    implements MetricConfig {

  public LogLossConfig {
    evaluationTransformerFunction =
        evaluationTransformerFunction.filter(Predicate.not(String::isEmpty));
  }

  @Override
  public String resultName() {
    return "LogLoss";
  }
}
