package org.modyn.common.config.pipeline;

import java.util.Optional;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.OmittedWhenEmpty;

/** Name and description of a pipeline, and what happens at its end. */
@Description("Name and description of a pipeline, and what happens at its end")
public record PipelineInfo(
    @Description("Name of the pipeline") @Example("my-pipeline") String name,
    @Description("What the pipeline does") Optional<String> description,
    @Description("Version of the pipeline") Optional<String> version,
    @Description(
            "Whether the samples after the last trigger are trained on when the pipeline reaches"
                + " the end of its data; default: false")
        @OmittedWhenEmpty
        Optional<Boolean> triggerAtEnd) {

  /** Returns whether the pipeline ends with a trigger for the samples that are left. */
  public boolean triggersAtEnd() {
    return triggerAtEnd.orElse(false);
  }
}
