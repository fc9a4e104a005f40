package org.modyn.common.config.pipeline.selection.downsampling;

import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;

/** Draws samples with probabilities proportional to the norms of their gradients. */
@Description(
    "Draws samples with probabilities proportional to the norms of their gradients with respect to"
        + " the outputs, with weights that keep the mean loss unbiased")
@Name("GradNorm")
public record GradNormDownsamplingConfig(@Inline DownsamplingSchedule schedule)
    implements SingleDownsamplingConfig {}
