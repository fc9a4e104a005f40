package org.modyn.common.config.pipeline.evaluation.metric;

import java.util.Optional;
import java.util.function.Predicate;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.FunctionText;
import org.modyn.common.config.schema.Name;
import org.modyn.common.function.FunctionKind;

/**
 * The area under the receiver operating characteristic; with more than two outputs, the mean over
 * the classes, each against all others.
 */
@Description(
    "The area under the receiver operating characteristic; with more than two outputs, the mean"
        + " over the classes, each against all others")
@Name("RocAuc")
public record RocAucConfig(
    @Description(
            "Transforms the model's output to scores; by default the softmax of several outputs,"
                + " and one output as it is")
        @FunctionText(FunctionKind.EVALUATION_TRANSFORMER)
        Optional<String> evaluationTransformerFunction)
    implements MetricConfig {

  public RocAucConfig {
    evaluationTransformerFunction =
        evaluationTransformerFunction.filter(Predicate.not(String::isEmpty));
  }

  @Override
  public String resultName() {
    return "ROC-AUC";
  }

  @Override
  public String fullName() {
    return "RocAuc";
  }
}
