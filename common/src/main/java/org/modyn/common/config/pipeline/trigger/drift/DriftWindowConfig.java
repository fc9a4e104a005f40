package org.modyn.common.config.pipeline.trigger.drift;

import org.modyn.common.config.pipeline.time.TimeSpan;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Discriminator;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;

/** The samples that a drift trigger compares. */
@Discriminator("id")
public sealed interface DriftWindowConfig {
  /** Whether the windows may overlap; otherwise the current one is reset at each trigger. */
  boolean allowOverlap();

  /** Windows of a number of samples. */
  @Description("Windows of a number of samples")
  @Name("AmountWindowingStrategy")
  record Amount(
      @Description(
              "Whether the windows may overlap; otherwise the current one is reset at each trigger")
          @Default("false")
          boolean allowOverlap,
      @Description("Number of samples in the reference window") @Default("1000") @Minimum(1)
          int amountRef,
      @Description("Number of samples in the current window") @Default("1000") @Minimum(1)
          int amountCur)
      implements DriftWindowConfig {}

  /** Windows of a length of time. */
  @Description("Windows of a length of time")
  @Name("TimeWindowingStrategy")
  record Time(
      @Description(
              "Whether the windows may overlap; otherwise the current one is reset at each trigger")
          @Default("false")
          boolean allowOverlap,
      @Description("Length of the reference window, as 90s, 15m, 12h, 1d, 1w or 1y") @Example("7d")
          TimeSpan limitRef,
      @Description("Length of the current window, as 90s, 15m, 12h, 1d, 1w or 1y") @Example("1d")
          TimeSpan limitCur)
      implements DriftWindowConfig {}
}
