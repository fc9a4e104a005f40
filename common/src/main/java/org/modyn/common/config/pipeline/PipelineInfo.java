package org.modyn.common.config.pipeline;

import java.util.Optional;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;

/** Name and description of a pipeline, for documentation only. */
@Description("Name and description of a pipeline, for documentation only")
public record PipelineInfo(
    @Description("Name of the pipeline") @Example("my-pipeline") String name,
    @Description("What the pipeline does") Optional<String> description,
    @Description("Version of the pipeline") Optional<String> version) {}
