package org.modyn.common.config.pipeline.selection.downsampling;

import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Minimum;

/** The fraction of the samples to select, and when to select. */
public record DownsamplingSchedule(
    @Description(
            "Whether to select from the whole training set before it is divided into batches;"
                + " otherwise a part of each batch is selected")
        @Default("false")
        boolean sampleThenBatch,
    @Inline SamplingRatio part,
    @Description(
            "Number of epochs that a selection is used for; 0: all epochs of the trigger; only used"
                + " with sample_then_batch: true")
        @Default("1")
        @Minimum(0)
        int period) {}
