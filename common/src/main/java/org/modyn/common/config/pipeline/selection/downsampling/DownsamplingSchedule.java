package org.modyn.common.config.pipeline.selection.downsampling;

import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Minimum;

/** The fraction of the samples to select, and when to select. */
public record DownsamplingSchedule(
    @Description(
            "Whether to select from all samples before batching; otherwise each batch is reduced")
        @Default("false")
        boolean sampleThenBatch,
    @Inline SamplingRatio part,
    @Description(
            "Number of epochs between two selections; 0: one selection per trigger; only used with"
                + " sample_then_batch")
        @Default("1")
        @Minimum(0)
        int period) {}
