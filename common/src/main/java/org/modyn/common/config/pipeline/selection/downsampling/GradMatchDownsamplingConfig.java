package org.modyn.common.config.pipeline.selection.downsampling;

import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;

/** Selects samples whose weighted gradients approximate that of all samples. */
@Description("Selects samples whose weighted gradients approximate that of all samples")
@Name("GradMatch")
public record GradMatchDownsamplingConfig(
    @Inline DownsamplingSchedule schedule,
    @Description("Whether to keep the proportions of the classes") @Default("false")
        boolean balance,
    @Description("The approximation of the full gradient") @Default("LastLayer")
        FullGradientApproximation fullGradApproximation)
    implements SingleDownsamplingConfig {}
