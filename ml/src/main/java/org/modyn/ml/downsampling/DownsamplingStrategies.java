package org.modyn.ml.downsampling;

import org.modyn.common.config.pipeline.selection.downsampling.CraigDownsamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.GradMatchDownsamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.GradNormDownsamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.KcenterGreedyDownsamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.LossDownsamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.NoDownsamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.RhoLossDownsamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.Rs2DownsamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.SingleDownsamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.SubmodularDownsamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.UncertaintyDownsamplingConfig;
import org.modyn.common.error.ModynException;

/**
 * The downsampling strategies by their configuration. A new strategy is a record of its options, a
 * class, and a line here.
 */
public final class DownsamplingStrategies {
  private DownsamplingStrategies() {}

  /**
   * Creates a strategy.
   *
   * @throws ModynException UNIMPLEMENTED when this version does not have the strategy
   */
  public static DownsamplingStrategy create(SingleDownsamplingConfig config) {
    return switch (config) {
      case NoDownsamplingConfig _ -> new AllSamplesStrategy();
      case Rs2DownsamplingConfig rs2 -> new RandomSubsetStrategy(rs2.withReplacement());
      case LossDownsamplingConfig _ -> new ImportanceSamplingStrategy(SampleFeature.LOSS);
      case GradNormDownsamplingConfig _ ->
          new ImportanceSamplingStrategy(SampleFeature.GRADIENT_NORM);
      case RhoLossDownsamplingConfig _ -> new ReducibleLossStrategy();
      case UncertaintyDownsamplingConfig uncertainty ->
          balanced(uncertainty.balance(), new UncertaintyStrategy(uncertainty.scoreMetric()));
      case KcenterGreedyDownsamplingConfig _ -> throw unimplemented("KcenterGreedy");
      case GradMatchDownsamplingConfig _ -> throw unimplemented("GradMatch");
      case CraigDownsamplingConfig _ -> throw unimplemented("Craig");
      case SubmodularDownsamplingConfig _ -> throw unimplemented("Submodular");
    };
  }

  private static DownsamplingStrategy balanced(boolean balance, DownsamplingStrategy strategy) {
    return balance ? new LabelBalancedStrategy(strategy) : strategy;
  }

  private static ModynException unimplemented(String name) {
    return ModynException.unimplemented(
        "the downsampling strategy %s is not supported yet: use Loss or GradNorm", name);
  }
}
