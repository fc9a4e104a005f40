package org.modyn.common.config.pipeline.evaluation.metric;

import java.util.Optional;
import java.util.function.Predicate;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.FunctionText;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;
import org.modyn.common.function.FunctionKind;

/** The harmonic mean of precision and recall. */
@Description("The harmonic mean of precision and recall")
@Name("F1Score")
public record F1ScoreConfig(
    @Description("Transforms the model's output to classes, for example ArgMax() or Threshold(0.5)")
        @FunctionText(FunctionKind.EVALUATION_TRANSFORMER)
        @Example("ArgMax()")
        Optional<String> evaluationTransformerFunction,
    @Inline ClassAverage classes)
    implements MetricConfig {

  public F1ScoreConfig {
    evaluationTransformerFunction =
        evaluationTransformerFunction.filter(Predicate.not(String::isEmpty));
  }

  @Override
  public String resultName() {
    return classes.nameOf("F1");
  }

  @Override
  public String fullName() {
    return "F1Score";
  }
}
