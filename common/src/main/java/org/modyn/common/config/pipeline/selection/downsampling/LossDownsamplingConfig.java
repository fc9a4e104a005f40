package org.modyn.common.config.pipeline.selection.downsampling;

import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;

/** Draws samples with probabilities proportional to their losses. */
@Description(
    "Draws samples with probabilities proportional to their losses, with weights that keep the mean"
        + " loss unbiased")
@Name("Loss")
public record LossDownsamplingConfig(@Inline DownsamplingSchedule schedule)
    implements SingleDownsamplingConfig {}
