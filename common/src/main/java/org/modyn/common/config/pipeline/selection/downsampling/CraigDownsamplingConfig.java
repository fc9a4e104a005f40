package org.modyn.common.config.pipeline.selection.downsampling;

import org.modyn.common.config.schema.At;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/** Selects samples whose gradients are close to those of the others of the same label. */
@Description(
    "Selects samples whose gradients are close to those of the others of the same label, with the"
        + " number of samples that each one represents as its weight")
@Name("Craig")
public record CraigDownsamplingConfig(
    @Inline DownsamplingSchedule schedule,
    @Description("Has no effect: the memory of a selection is limited in any case") @Default("64")
        int selectionBatch,
    @Description(
            "Whether to select ratio from each label separately, and so to keep the proportions of"
                + " the labels; only with sample_then_batch: true")
        @Default("false")
        boolean balance,
    @Description(
            "How samples are searched. NaiveGreedy and LazyGreedy select the same samples: at"
                + " each step, that with the largest gain; ApproximateLazyGreedy: one that may have"
                + " 10 % less, faster; StochasticGreedy: the best one of a random sample")
        @Default("NaiveGreedy")
        GreedySearch greedy,
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
}
