package org.modyn.common.config.pipeline.selection.downsampling;

import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;

/** Samples with probabilities proportional to the norms of the gradients. */
@Description("Samples with probabilities proportional to the norms of the gradients")
@Name("GradNorm")
public record GradNormDownsamplingConfig(@Inline DownsamplingSchedule schedule)
    implements SingleDownsamplingConfig {}
