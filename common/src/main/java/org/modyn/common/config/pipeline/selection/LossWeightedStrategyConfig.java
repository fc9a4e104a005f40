package org.modyn.common.config.pipeline.selection;

import org.modyn.common.config.pipeline.selection.downsampling.SamplingRatio;
import org.modyn.common.config.schema.At;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/** Trains on a random sample that prefers samples whose last known loss is large. */
@Description(
    "Trains on a random sample that prefers samples with a large loss in the last training that"
        + " contained them; requires training.record_samples")
@Name("LossWeightedStrategy")
public record LossWeightedStrategyConfig(
    @Inline SelectionSettings settings,
    @Inline SamplingRatio part,
    @Description(
            "Smallest weight of a sample, as a part of the mean loss; greater than 0: samples with"
                + " a smaller loss are selected as often as those with this one")
        @Default("0.1")
        double lossFloor,
    @Description("Loss that is assumed for samples that no training has recorded")
        @Default("maximum")
        UnknownLoss unknownLoss)
    implements SelectionStrategyConfig {

  @Rule
  static void everySampleCanBeSelected(double lossFloor, Violations violations) {
    if (!(lossFloor > 0 && Double.isFinite(lossFloor))) {
      violations.add("loss_floor", "must be greater than 0, but is %s", lossFloor);
    }
  }

  @Rule
  static void somethingIsLeftOut(
      @At("limit") long limit,
      @At("ratio") int ratio,
      @At("ratio_max") int ratioMax,
      Violations violations) {
    if (limit <= 0 && ratio >= ratioMax) {
      violations.add(
          "ratio",
          "must be less than ratio_max (%d) when there is no limit: all samples would be selected",
          ratioMax);
    }
  }

  /** The loss that is assumed for samples that no training has recorded. */
  public enum UnknownLoss {
    /** The largest known loss. */
    MAXIMUM,
    /** The mean of the known losses. */
    MEAN
  }
}
