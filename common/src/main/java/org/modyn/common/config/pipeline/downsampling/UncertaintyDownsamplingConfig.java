package org.modyn.common.config.pipeline.downsampling;

import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;

/** Takes the samples that the model is least sure of. */
@Description("Takes the samples that the model is least sure of")
@Name("Uncertainty")
public record UncertaintyDownsamplingConfig(
    @Inline DownsamplingSchedule schedule,
    @Description("How uncertainty is measured") ScoreMetric scoreMetric,
    @Description("Whether each class keeps its share") @Default("false") boolean balance)
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
