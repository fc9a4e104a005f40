package org.modyn.common.config.pipeline.selection.downsampling;

import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;

/** Takes samples at random, those with a large loss more often. */
@Description("Takes samples at random, those with a large loss more often")
@Name("Loss")
public record LossDownsamplingConfig(@Inline DownsamplingSchedule schedule)
    implements SingleDownsamplingConfig {}
