package org.modyn.common.config.pipeline.selection.downsampling;

import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;

/** Selects the samples with the highest uncertainty of the model. */
@Description("Selects the samples with the highest uncertainty of the model")
@Name("Uncertainty")
public record UncertaintyDownsamplingConfig(
    @Inline DownsamplingSchedule schedule,
    @Description("How uncertainty is measured") ScoreMetric scoreMetric,
    @Description("Whether to keep the proportions of the classes") @Default("false")
        boolean balance)
    implements SingleDownsamplingConfig {
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
