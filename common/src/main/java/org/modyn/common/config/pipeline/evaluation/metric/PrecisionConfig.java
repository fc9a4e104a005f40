package org.modyn.common.config.pipeline.evaluation.metric;

import java.util.Optional;
import java.util.function.Predicate;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.FunctionText;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;
import org.modyn.common.function.FunctionKind;

/** Fraction of the samples predicted as a class whose label is that class. */
@Description("Fraction of the samples predicted as a class whose label is that class")
@Name("Precision")
public record PrecisionConfig(
    @Description("Transforms the model's output to classes, for example ArgMax() or Threshold(0.5)")
        @FunctionText(FunctionKind.EVALUATION_TRANSFORMER)
        @Example("ArgMax()")
        Optional<String> evaluationTransformerFunction,
    @Inline ClassAverage classes)
    implements MetricConfig {

  public PrecisionConfig {
    evaluationTransformerFunction =
        evaluationTransformerFunction.filter(Predicate.not(String::isEmpty));
  }

  @Override
  public String resultName() {
    return classes.nameOf("Precision");
  }
}
