package org.modyn.common.config.pipeline.weighting;

import org.modyn.common.config.Rules;
import org.modyn.common.config.pipeline.TimeSpan;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/** Weighs the newest sample 1, and one that is older by a half-life half as much. */
@Description("Weighs the newest sample 1, and one that is older by a half-life half as much")
@Name("Recency")
public record RecencyConfig(@Description("Age at which a sample weighs a half") TimeSpan halfLife)
    implements WeightingConfig {

  public RecencyConfig {
    Rules.check(RecencyConfig.class, halfLife);
  }

  @Rule
  static void decayIsFinite(TimeSpan halfLife, Violations violations) {
    if (halfLife.seconds() < 1) {
      violations.add("half_life", "must be at least 1s, but is %s", halfLife);
    }
  }
}
