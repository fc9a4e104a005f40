package org.modyn.common.config.pipeline;

import org.modyn.common.config.Rules;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/** Trains on a sample in which new data is more likely than old data. */
@Description("Trains on a sample in which new data is more likely than old data")
@Name("RecencyWeightedStrategy")
public record RecencyWeightedStrategyConfig(
    @Inline SelectionSettings settings,
    @Description("Age at which a sample is half as likely as the newest one") TimeSpan halfLife)
    implements SelectionStrategyConfig {

  public RecencyWeightedStrategyConfig {
    Rules.check(RecencyWeightedStrategyConfig.class, settings, halfLife);
  }

  @Rule
  static void decayIsFinite(TimeSpan halfLife, Violations violations) {
    if (halfLife.seconds() < 1) {
      violations.add("half_life", "must be at least 1s, but is %s", halfLife);
    }
  }
}
