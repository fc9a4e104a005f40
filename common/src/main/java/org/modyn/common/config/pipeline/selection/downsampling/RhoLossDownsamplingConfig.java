package org.modyn.common.config.pipeline.selection.downsampling;

import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/**
 * Selects samples that can still be learned: those whose loss is larger than the loss of a model
 * trained on a holdout set.
 */
@Description(
    "Selects samples that can still be learned: those whose loss is larger than the loss of a model"
        + " trained on a holdout set")
@Name("RHOLoss")
public record RhoLossDownsamplingConfig(
    @Inline DownsamplingSchedule schedule,
    @Description(
            "How the other model is trained. Simple: on a random holdout set; Twin: two models,"
                + " each trained on one half, estimate the loss of the other half")
        HoldoutStrategy holdoutSetStrategy,
    @Description(
            "Number of samples to hold out of every holdout_set_ratio_max: a percentage if that is"
                + " 100")
        @Minimum(0)
        @Example("30")
        int holdoutSetRatio,
    @Description("What holdout_set_ratio refers to: 100 for percent, 1000 for permille")
        @Default("100")
        @Minimum(1)
        int holdoutSetRatioMax,
    @Description("How to train the other model") IrreducibleLossTrainingConfig ilTrainingConfig)
    implements SingleDownsamplingConfig {

  @Rule
  static void aTwinHasAHalf(
      HoldoutStrategy holdoutSetStrategy, int holdoutSetRatio, Violations violations) {
    if (holdoutSetStrategy == HoldoutStrategy.TWIN && holdoutSetRatio != 50) {
      violations.add(
          "holdout_set_ratio",
          "must be 50 when holdout_set_strategy is Twin, but is %d",
          holdoutSetRatio);
    }
  }

  @Rule
  static void isAPart(int holdoutSetRatio, int holdoutSetRatioMax, Violations violations) {
    if (holdoutSetRatio > holdoutSetRatioMax) {
      violations.add(
          "holdout_set_ratio",
          "must be at most holdout_set_ratio_max (%d), but is %d",
          holdoutSetRatioMax,
          holdoutSetRatio);
    }
  }

  /** How the other model is trained. */
  public enum HoldoutStrategy {
    /** On a holdout set. */
    @Name("Simple")
    SIMPLE,
    /** Two models, each trained on one half, estimate the loss of the other half. */
    @Name("Twin")
    TWIN
  }
}
