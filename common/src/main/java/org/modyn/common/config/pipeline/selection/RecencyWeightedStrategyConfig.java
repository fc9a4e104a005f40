package org.modyn.common.config.pipeline.selection;

import org.modyn.common.config.pipeline.time.TimeSpan;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/** Trains on a random sample that prefers recent data. */
@Description("Trains on a random sample that prefers recent data")
@Name("RecencyWeightedStrategy")
public record RecencyWeightedStrategyConfig(
    @Inline SelectionSettings settings,
    @Description("Age at which the weight of a sample is half of that of the newest one")
        @Example("1w")
        TimeSpan halfLife)
    implements SelectionStrategyConfig {

  @Rule
  static void decayIsFinite(TimeSpan halfLife, Violations violations) {
    if (halfLife.seconds() < 1) {
      violations.add("half_life", "must be at least 1s, but is %s", halfLife);
    }
  }
}
