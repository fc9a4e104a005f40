package org.modyn.common.config.pipeline.selection.downsampling;

import org.modyn.common.config.schema.Constant;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/** Selects all samples. */
@Description("Selects all samples")
@Name("No")
public record NoDownsamplingConfig(
    @Description("Has no effect when all samples are selected") @Default("false")
        boolean sampleThenBatch,
    @Description("Always 100; may be omitted") @Constant("100") int ratio,
    @Description("What ratio refers to") @Default("100") @Minimum(1) int ratioMax,
    @Description("Has no effect when all samples are selected") @Default("1") @Minimum(0)
        int period)
    implements SingleDownsamplingConfig {

  @Rule
  static void allAreTaken(int ratio, int ratioMax, Violations violations) {
    if (ratio > ratioMax) {
      violations.add("ratio_max", "must be at least ratio (%d), but is %d", ratio, ratioMax);
    }
  }

  @Override
  public DownsamplingSchedule schedule() {
    return new DownsamplingSchedule(sampleThenBatch, new SamplingRatio(ratio, ratioMax), period);
  }
}
