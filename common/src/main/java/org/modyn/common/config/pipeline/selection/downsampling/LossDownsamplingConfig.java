package org.modyn.common.config.pipeline.selection.downsampling;

import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;

/** Selects samples with probabilities that increase with their loss. */
@Description("Selects samples with probabilities that increase with their loss")
@Name("Loss")
public record LossDownsamplingConfig(@Inline DownsamplingSchedule schedule)
    implements SingleDownsamplingConfig {}
