package org.modyn.common.config.pipeline.selection.downsampling;

import org.modyn.common.config.schema.At;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/** Selects samples, and weights for them, whose gradients approximate the mean gradient. */
@Description(
    "Selects samples, and weights for them, whose gradients approximate the mean gradient; may"
        + " select fewer than asked for")
@Name("GradMatch")
public record GradMatchDownsamplingConfig(
    @Inline DownsamplingSchedule schedule,
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
}
