package org.modyn.common.config.pipeline.evaluation.metric;

import java.util.Optional;
import java.util.function.Predicate;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.FunctionText;
import org.modyn.common.config.schema.Name;
import org.modyn.common.function.FunctionKind;

/** The area under the receiver operating characteristic of a two-class model. */
@Description("The area under the receiver operating characteristic of a two-class model")
@Name("RocAuc")
public record RocAucConfig(
    @Description("Transforms the model's output to scores: any increasing function")
        @FunctionText(FunctionKind.EVALUATION_TRANSFORMER)
        Optional<String> evaluationTransformerFunction)
    implements MetricConfig {

  public RocAucConfig {
    evaluationTransformerFunction =
        evaluationTransformerFunction.filter(Predicate.not(String::isEmpty));
  }

  @Override
  public String fullName() {
    return "RocAuc";
  }
}
