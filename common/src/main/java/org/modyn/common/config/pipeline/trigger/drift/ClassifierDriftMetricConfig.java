package org.modyn.common.config.pipeline.trigger.drift;

import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Maximum;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;

/**
 * The classifier two-sample test: a logistic regression predicts the window of each sample in a
 * cross-validation, and a test compares its predictions in the two windows.
 */
@Description(
    "The classifier two-sample test: a logistic regression predicts the window of each sample in a"
        + " cross-validation, and a test compares the predictions")
@Name("ClassifierDriftMetric")
public record ClassifierDriftMetricConfig(
    @Description("The criterion of a drift") DriftCriterionConfig decisionCriterion,
    @Description("The p-value below which the test detects a drift")
        @Default("0.05")
        @Minimum(0)
        @Maximum(1)
        double pVal,
    @Description("How the predictions are compared") @Default("kolmogorov_smirnov")
        PredictionTest test,
    @Description("Number of folds of the cross-validation") @Default("5") @Minimum(2) int folds)
    implements DriftMetricConfig {
  @Override
  public boolean hasTest() {
    return true;
  }

  /** How the predictions of the classifier are compared. */
  public enum PredictionTest {
    /** Whether the predicted probabilities of the current window are greater. */
    KOLMOGOROV_SMIRNOV,
    /** Whether the accuracy is greater than that of the most frequent window. */
    BINOMIAL
  }
}
