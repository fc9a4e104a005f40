package org.modyn.common.config.pipeline.evaluation.metric;

import java.util.Optional;
import java.util.function.Predicate;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.FunctionText;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;
import org.modyn.common.function.FunctionKind;

/** The harmonic mean of precision and recall. */
@Description("The harmonic mean of precision and recall")
@Name("F1Score")
public record F1ScoreConfig(
    @Description("Transforms the model's output to classes, for example ArgMax() or Threshold(0.5)")
        @FunctionText(FunctionKind.EVALUATION_TRANSFORMER)
        Optional<String> evaluationTransformerFunction,
    @Description("Number of classes") @Example("10") int numClasses,
    @Description("How the scores of the classes are averaged") @Default("macro") Average average,
    @Description("The positive class; only used with binary") @Default("1") int posLabel)
    implements MetricConfig {

  public F1ScoreConfig {
    evaluationTransformerFunction =
        evaluationTransformerFunction.filter(Predicate.not(String::isEmpty));
  }

  @Rule
  static void binaryMeansTwoClasses(Average average, int numClasses, Violations violations) {
    if (average == Average.BINARY && numClasses != 2) {
      violations.add("num_classes", "must be 2 when average is binary, but is %d", numClasses);
    }
  }

  @Override
  public String fullName() {
    return "F1Score";
  }

  /** How the scores of the classes are averaged. */
  public enum Average {
    /** Their mean. */
    MACRO,
    /** The score of all samples together. */
    MICRO,
    /** Their mean, weighted by the samples of a class. */
    WEIGHTED,
    /** The score of the positive class. */
    BINARY
  }
}
