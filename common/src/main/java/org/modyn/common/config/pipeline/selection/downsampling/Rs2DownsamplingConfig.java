package org.modyn.common.config.pipeline.selection.downsampling;

import org.modyn.common.config.schema.Constant;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;

/** Selects another random subset in every epoch. */
@Description("Selects another random subset in every epoch")
@Name("RS2")
public record Rs2DownsamplingConfig(
    @Description("Always true; may be omitted") @Constant("true") boolean sampleThenBatch,
    @Inline SamplingRatio part,
    @Description("Always 1; may be omitted") @Constant("1") int period,
    @Description(
            "Whether each epoch selects from all samples; otherwise a sample is selected again only"
                + " when fewer than a subset's size have not been selected")
        boolean withReplacement)
    implements SingleDownsamplingConfig {
  @Override
  public DownsamplingSchedule schedule() {
    return new DownsamplingSchedule(sampleThenBatch, part, period);
  }
}
