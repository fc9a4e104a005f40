package org.modyn.ml.downsampling;

import org.modyn.common.config.pipeline.selection.downsampling.CraigDownsamplingConfig;
import org.modyn.common.config.pipeline.selection.downsampling.FullGradientApproximation;
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

/**
 * The downsampling strategies by their configuration. A new strategy is a record of its options, a
 * class, and a line here.
 */
public final class DownsamplingStrategies {
  private DownsamplingStrategies() {}

  /** Creates a strategy. */
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
      case KcenterGreedyDownsamplingConfig kcenter ->
          balanced(kcenter.balance(), new KcenterGreedyStrategy());
      case GradMatchDownsamplingConfig gradMatch ->
          balanced(
              gradMatch.balance(),
              new GradMatchStrategy(gradient(gradMatch.fullGradApproximation())));
      case CraigDownsamplingConfig craig ->
          balanced(
              craig.balance(),
              new CraigStrategy(gradient(craig.fullGradApproximation()), craig.greedy()));
      case SubmodularDownsamplingConfig submodular ->
          balanced(
              submodular.balance(),
              new SubmodularStrategy(
                  gradient(submodular.fullGradApproximation()),
                  submodular.submodularFunction(),
                  submodular.submodularOptimizer()));
    };
  }

  private static DownsamplingStrategy balanced(boolean balance, DownsamplingStrategy strategy) {
    return balance ? new LabelBalancedStrategy(strategy) : strategy;
  }

  private static SampleFeature gradient(FullGradientApproximation approximation) {
    return switch (approximation) {
      case LAST_LAYER -> SampleFeature.LOGIT_GRADIENT;
      case LAST_LAYER_WITH_EMBEDDING -> SampleFeature.LAST_LAYER_GRADIENT;
    };
  }
}
