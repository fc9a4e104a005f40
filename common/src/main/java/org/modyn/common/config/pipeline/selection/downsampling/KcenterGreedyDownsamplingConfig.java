package org.modyn.common.config.pipeline.selection.downsampling;

import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;

/** Takes samples so that none is far from all that are taken, by their embeddings. */
@Description("Takes samples so that none is far from all that are taken, by their embeddings")
@Name("KcenterGreedy")
public record KcenterGreedyDownsamplingConfig(
    @Inline DownsamplingSchedule schedule,
    @Description("Whether to keep the proportions of the classes") @Default("false")
        boolean balance)
    implements SingleDownsamplingConfig {}
