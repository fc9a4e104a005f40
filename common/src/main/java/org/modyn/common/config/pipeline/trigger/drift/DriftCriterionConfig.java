package org.modyn.common.config.pipeline.trigger.drift;

import org.modyn.common.config.schema.Constant;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Discriminator;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Maximum;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;

/** Decides whether a distance between two windows is a drift. */
@Discriminator("id")
public sealed interface DriftCriterionConfig {
  /** Whether the criterion needs past distances. */
  boolean needsCalibration();

  /** A fixed distance. */
  @Description("A fixed distance")
  @Name("ThresholdDecisionCriterion")
  record Threshold(
      @Description("The distance above which a drift is detected") @Example("0.05")
          double threshold,
      @Description("Always false; may be omitted") @Constant("false") boolean needsCalibration)
      implements DriftCriterionConfig {}

  /** A quantile of past distances. */
  @Description("A quantile of past distances")
  @Name("DynamicQuantileThresholdCriterion")
  record DynamicQuantile(
      @Description("Number of past distances to consider") @Default("10") @Minimum(1)
          int windowSize,
      @Description("Fraction of the largest distances that count as a drift")
          @Default("0.05")
          @Minimum(0)
          @Maximum(1)
          double quantile,
      @Description("Always true; may be omitted") @Constant("true") boolean needsCalibration)
      implements DriftCriterionConfig {}

  /** A deviation from the mean of past distances. */
  @Description("A deviation from the mean of past distances")
  @Name("DynamicRollingAverageThresholdCriterion")
  record DynamicRollingAverage(
      @Description("Number of past distances to consider") @Default("10") @Minimum(1)
          int windowSize,
      @Description("Deviation from the mean that counts as a drift") @Default("0.05")
          double deviation,
      @Description("Whether the deviation is absolute; otherwise it is relative to the mean")
          @Default("false")
          boolean absolute,
      @Description("Always true; may be omitted") @Constant("true") boolean needsCalibration)
      implements DriftCriterionConfig {}

  /** The statistical test of the metric. */
  @Description("The metric's statistical test, with its p_val; for metrics that have one")
  @Name("HypothesisTestCriterion")
  record HypothesisTest(
      @Description("Always false; may be omitted") @Constant("false") boolean needsCalibration)
      implements DriftCriterionConfig {}
}
