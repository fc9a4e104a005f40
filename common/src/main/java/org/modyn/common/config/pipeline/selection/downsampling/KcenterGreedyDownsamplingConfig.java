package org.modyn.common.config.pipeline.selection.downsampling;

import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;

/**
 * Selects samples whose embeddings cover all samples: the largest distance to a selected sample is
 * minimized greedily.
 */
@Description(
    "Selects samples whose embeddings cover all samples: the largest distance to a selected sample"
        + " is minimized greedily")
@Name("KcenterGreedy")
public record KcenterGreedyDownsamplingConfig(
    @Inline DownsamplingSchedule schedule,
    @Description("Whether to keep the proportions of the classes") @Default("false")
        boolean balance)
    implements SingleDownsamplingConfig {}
