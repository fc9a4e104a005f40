package org.modyn.common.config.pipeline.model;

import java.util.Optional;
import org.modyn.common.config.schema.Description;

/** How trained models are stored. */
@Description("How trained models are stored")
public record PipelineModelStorageConfig(
    @Description("How full models are stored") FullModelStrategyConfig fullModelStrategy,
    @Description(
            "How models are stored as differences from their parents; by default all are stored in"
                + " full")
        Optional<IncrementalModelStrategyConfig> incrementalModelStrategy) {}
