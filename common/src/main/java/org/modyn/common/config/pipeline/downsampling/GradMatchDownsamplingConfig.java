package org.modyn.common.config.pipeline.downsampling;

import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;

/** Takes samples whose weighted gradients add up to that of all samples. */
@Description("Takes samples whose weighted gradients add up to that of all samples")
@Name("GradMatch")
public record GradMatchDownsamplingConfig(
    @Inline DownsamplingSchedule schedule,
    @Description("Whether each class keeps its share") @Default("false") boolean balance,
    @Description("What stands for the full gradient") @Default("LastLayer")
        FullGradientApproximation fullGradApproximation)
    implements SingleDownsamplingConfig {}
