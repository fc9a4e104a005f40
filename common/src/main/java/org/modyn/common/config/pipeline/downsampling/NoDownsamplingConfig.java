package org.modyn.common.config.pipeline.downsampling;

import org.modyn.common.config.schema.Constant;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.InvalidFieldException;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;

/** Takes all samples. */
@Name("No")
public record NoDownsamplingConfig(
    @Description("Has no effect on a choice of all samples") @Default("false")
        boolean sampleThenBatch,
    @Description("Always 100; may be left out") @Constant("100") int ratio,
    @Description("What ratio refers to") @Default("100") @Minimum(1) int ratioMax,
    @Description("Has no effect on a choice of all samples") @Default("1") @Minimum(0) int period)
    implements SingleDownsamplingConfig {

  public NoDownsamplingConfig {
    if (ratio > ratioMax) {
      throw new InvalidFieldException(
          "ratio_max", "must be at least ratio (%d), but is %d".formatted(ratio, ratioMax));
    }
  }

  @Override
  public DownsamplingSchedule schedule() {
    return new DownsamplingSchedule(sampleThenBatch, new SamplingRatio(ratio, ratioMax), period);
  }
}
