package org.modyn.common.config.pipeline.selection.downsampling;

import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/** The fraction of the samples to select. */
public record SamplingRatio(
    @Description(
            "Number of samples to select out of every ratio_max: a percentage if ratio_max is 100")
        @Minimum(0)
        @Example("50")
        int ratio,
    @Description("What ratio refers to: 100 for percent, 1000 for permille")
        @Default("100")
        @Minimum(1)
        int ratioMax) {

  @Rule
  static void isAPart(int ratio, int ratioMax, Violations violations) {
    if (ratio > ratioMax) {
      violations.add("ratio", "must be at most ratio_max (%d), but is %d", ratioMax, ratio);
    }
  }

  /**
   * Returns the number of samples to select from {@code samples} samples: the part of them, rounded
   * down, but at least 1.
   *
   * @param samples at least 1
   */
  public int selectedOf(int samples) {
    if (samples < 1) {
      throw new IllegalArgumentException("samples is " + samples);
    }
    return (int) Math.max(1, (long) ratio * samples / ratioMax);
  }
}
