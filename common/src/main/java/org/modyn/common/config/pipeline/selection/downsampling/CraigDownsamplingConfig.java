package org.modyn.common.config.pipeline.selection.downsampling;

import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;

/** Selects samples whose gradients are close to those of the others. */
@Description("Selects samples whose gradients are close to those of the others")
@Name("Craig")
public record CraigDownsamplingConfig(
    @Inline DownsamplingSchedule schedule,
    @Description("Number of samples to select from at a time") @Default("64") int selectionBatch,
    @Description("Whether to keep the proportions of the classes") @Default("false")
        boolean balance,
    @Description("The search algorithm") @Default("NaiveGreedy") GreedySearch greedy,
    @Description("The approximation of the full gradient") @Default("LastLayer")
        FullGradientApproximation fullGradApproximation)
    implements SingleDownsamplingConfig {}
