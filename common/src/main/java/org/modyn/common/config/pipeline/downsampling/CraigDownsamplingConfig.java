package org.modyn.common.config.pipeline.downsampling;

import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;

/** Takes samples whose gradients are close to those of the others. */
@Description("Takes samples whose gradients are close to those of the others")
@Name("Craig")
public record CraigDownsamplingConfig(
    @Inline DownsamplingSchedule schedule,
    @Description("Samples that are chosen from at a time") @Default("64") int selectionBatch,
    @Description("Whether each class keeps its share") @Default("false") boolean balance,
    @Description("How the samples are searched") @Default("NaiveGreedy") GreedySearch greedy,
    @Description("What stands for the full gradient") @Default("LastLayer")
        FullGradientApproximation fullGradApproximation)
    implements SingleDownsamplingConfig {}
