package org.modyn.common.config.pipeline.evaluation.metric;

import java.util.Optional;
import java.util.function.Predicate;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.FunctionText;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;
import org.modyn.common.function.FunctionKind;

/** Fraction of samples whose label is among the top predictions of the model. */
@Description("Fraction of samples whose label is among the top predictions of the model")
@Name("Accuracy")
public record AccuracyConfig(
    @Description("Transforms the model's output to classes, for example ArgMax() or Threshold(0.5)")
        @FunctionText(FunctionKind.EVALUATION_TRANSFORMER)
        @Example("ArgMax()")
        Optional<String> evaluationTransformerFunction,
    @Description("Number of top predictions to consider") @Default("1") @Minimum(1) int topn)
    implements MetricConfig {

  public AccuracyConfig {
    evaluationTransformerFunction =
        evaluationTransformerFunction.filter(Predicate.not(String::isEmpty));
  }

  @Override
  public String resultName() {
    return topn == 1 ? "Accuracy" : "Top-" + topn + "-Accuracy";
  }
}
