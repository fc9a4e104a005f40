package org.modyn.common.config.pipeline.evaluation.metric;

import java.util.Optional;
import java.util.function.Predicate;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.FunctionText;
import org.modyn.common.config.schema.Maximum;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;
import org.modyn.common.function.FunctionKind;

/** The mean difference between the confidence of predictions and their accuracy. */
@Description("The mean difference between the confidence of predictions and their accuracy")
@Name("ExpectedCalibrationError")
public record ExpectedCalibrationErrorConfig(
    @Description(
            "Transforms the model's output to probabilities; by default the softmax of several"
                + " outputs, the sigmoid of one")
        @FunctionText(FunctionKind.EVALUATION_TRANSFORMER)
        Optional<String> evaluationTransformerFunction,
    @Description("Number of intervals of equal width that confidences are grouped in")
        @Default("15")
        @Minimum(1)
        @Maximum(1000000)
        int bins)
    implements MetricConfig {
  /** As in Guo et al., "On calibration of modern neural networks", 2017, section 5. */
  private static final int USUAL_BINS = 15;

  public ExpectedCalibrationErrorConfig {
    evaluationTransformerFunction =
        evaluationTransformerFunction.filter(Predicate.not(String::isEmpty));
  }

  @Override
  public String resultName() {
    return bins == USUAL_BINS ? "ExpectedCalibrationError" : "ExpectedCalibrationError-" + bins;
  }
}
