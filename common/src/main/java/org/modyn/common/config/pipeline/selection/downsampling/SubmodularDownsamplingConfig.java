package org.modyn.common.config.pipeline.selection.downsampling;

import org.modyn.common.config.schema.At;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/** Selects samples that maximize a submodular function of the directions of their gradients. */
@Description(
    "Selects samples that maximize a submodular function of the directions of their gradients")
@Name("Submodular")
public record SubmodularDownsamplingConfig(
    @Inline DownsamplingSchedule schedule,
    @Description(
            "FacilityLocation: samples that are similar to all others; GraphCut: the same, but"
                + " not similar to each other; LogDeterminant: samples that differ from each other")
        SubmodularFunction submodularFunction,
    @Description(
            "How samples are searched. NaiveGreedy and LazyGreedy select the same samples: at"
                + " each step, that with the largest gain; ApproximateLazyGreedy: one that may have"
                + " 10 % less, faster; StochasticGreedy: the best one of a random sample")
        @Default("NaiveGreedy")
        GreedySearch submodularOptimizer,
    @Description("Has no effect: the memory of a selection is limited in any case") @Default("64")
        int selectionBatch,
    @Description(
            "Whether to select ratio from each label separately, and so to keep the proportions of"
                + " the labels; only with sample_then_batch: true")
        @Default("false")
        boolean balance,
    @Description(
            "What stands for the gradient of all parameters. LastLayer: the gradient with respect"
                + " to the model's outputs; LastLayerWithEmbedding: that of the last layer's"
                + " weights and bias, which has (1 + embedding size) times as many numbers")
        @Default("LastLayer")
        FullGradientApproximation fullGradApproximation)
    implements SingleDownsamplingConfig {
  @Rule
  static void balanceNeedsAllSamples(
      boolean balance, @At("sample_then_batch") boolean sampleThenBatch, Violations violations) {
    BalancedSelection.check(balance, sampleThenBatch, violations);
  }

  /** The function to maximize. */
  public enum SubmodularFunction {
    @Name("FacilityLocation")
    FACILITY_LOCATION,
    @Name("GraphCut")
    GRAPH_CUT,
    @Name("LogDeterminant")
    LOG_DETERMINANT
  }
}
