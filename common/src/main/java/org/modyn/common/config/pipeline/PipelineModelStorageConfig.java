package org.modyn.common.config.pipeline;

import java.util.Optional;
import org.modyn.common.config.schema.Description;

/** How trained models are stored. */
@Description("How trained models are stored")
public record PipelineModelStorageConfig(
    @Description("How a model is stored as a whole") FullModelStrategyConfig fullModelStrategy,
    @Description(
            "How a model is stored as a difference to its parent; without it all are stored"
                + " as a whole")
        Optional<IncrementalModelStrategyConfig> incrementalModelStrategy) {}
