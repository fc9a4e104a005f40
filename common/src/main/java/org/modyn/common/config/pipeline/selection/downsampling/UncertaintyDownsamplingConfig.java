package org.modyn.common.config.pipeline.selection.downsampling;

import org.modyn.common.config.schema.At;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/** Selects the samples of which the model is least certain. */
@Description("Selects the samples of which the model is least certain")
@Name("Uncertainty")
public record UncertaintyDownsamplingConfig(
    @Inline DownsamplingSchedule schedule,
    @Description(
            "How certain the model is. LeastConfidence: the largest output; Entropy: of the"
                + " probabilities of all classes; Margin: the difference of the two largest"
                + " probabilities")
        ScoreMetric scoreMetric,
    @Description(
            "Whether to select ratio from each label separately, and so to keep the proportions of"
                + " the labels; only with sample_then_batch: true")
        @Default("false")
        boolean balance)
    implements SingleDownsamplingConfig {
  @Rule
  static void balanceNeedsAllSamples(
      boolean balance, @At("sample_then_batch") boolean sampleThenBatch, Violations violations) {
    BalancedSelection.check(balance, sampleThenBatch, violations);
  }

  /** How uncertainty is measured. */
  public enum ScoreMetric {
    @Name("LeastConfidence")
    LEAST_CONFIDENCE,
    @Name("Entropy")
    ENTROPY,
    @Name("Margin")
    MARGIN
  }
}
