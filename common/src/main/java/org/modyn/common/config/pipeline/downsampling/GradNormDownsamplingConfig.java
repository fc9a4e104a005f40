package org.modyn.common.config.pipeline.downsampling;

import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;

/** Takes samples at random, those with a large gradient more often. */
@Description("Takes samples at random, those with a large gradient more often")
@Name("GradNorm")
public record GradNormDownsamplingConfig(@Inline DownsamplingSchedule schedule)
    implements SingleDownsamplingConfig {}
