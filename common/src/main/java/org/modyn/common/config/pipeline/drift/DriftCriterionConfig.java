package org.modyn.common.config.pipeline.drift;

import org.modyn.common.config.schema.Constant;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Discriminator;
import org.modyn.common.config.schema.Maximum;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;

/** Which distance between two windows is a drift. */
@Discriminator("id")
public sealed interface DriftCriterionConfig {
  /** Whether the criterion needs distances of the past to decide. */
  boolean needsCalibration();

  /** A fixed distance. */
  @Description("A fixed distance")
  @Name("ThresholdDecisionCriterion")
  record Threshold(
      @Description("The distance above which there is a drift") double threshold,
      @Description("Always false; may be left out") @Constant("false") boolean needsCalibration)
      implements DriftCriterionConfig {}

  /** A quantile of the distances of the past. */
  @Description("A quantile of the distances of the past")
  @Name("DynamicQuantileThresholdCriterion")
  record DynamicQuantile(
      @Description("Distances of the past to look at") @Default("10") int windowSize,
      @Description("Share of the largest distances that are a drift")
          @Default("0.05")
          @Minimum(0)
          @Maximum(1)
          double quantile,
      @Description("Always true; may be left out") @Constant("true") boolean needsCalibration)
      implements DriftCriterionConfig {}

  /** A deviation from the mean of the distances of the past. */
  @Description("A deviation from the mean of the distances of the past")
  @Name("DynamicRollingAverageThresholdCriterion")
  record DynamicRollingAverage(
      @Description("Distances of the past to look at") @Default("10") int windowSize,
      @Description("Deviation from the mean that is a drift") @Default("0.05") double deviation,
      @Description("Whether the deviation is a distance; otherwise a share of the mean")
          @Default("false")
          boolean absolute,
      @Description("Always true; may be left out") @Constant("true") boolean needsCalibration)
      implements DriftCriterionConfig {}
}
