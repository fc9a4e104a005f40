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
 * Takes samples that can still be learnt: whose loss is larger than that of a model trained on a
 * holdout set.
 */
@Description(
    "Takes samples that can still be learnt: whose loss is larger than that of a model trained on a"
        + " holdout set")
@Name("RHOLoss")
public record RhoLossDownsamplingConfig(
    @Inline DownsamplingSchedule schedule,
    @Description(
            "Where the other model comes from. Simple: it trains on a random holdout set; Twin: two"
                + " models train on a half each and judge the other half")
        HoldoutStrategy holdoutSetStrategy,
    @Description("Part of the training set that is held out, out of every holdout_set_ratio_max")
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

  /** Where the other model comes from. */
  public enum HoldoutStrategy {
    /** It trains on a holdout set. */
    @Name("Simple")
    SIMPLE,
    /** Two models train on a half each and judge the other half. */
    @Name("Twin")
    TWIN
  }
}
