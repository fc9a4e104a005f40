package org.modyn.common.config.pipeline.selection.weighting;

import org.modyn.common.config.pipeline.time.TimeSpan;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/** Weights that decay exponentially with the age of samples: 1 for the newest one. */
@Description("Weights that decay exponentially with the age of samples: 1 for the newest one")
@Name("Recency")
public record RecencyConfig(
    @Description("Age at which the weight is one half") @Example("1w") TimeSpan halfLife)
    implements WeightingConfig {

  @Rule
  static void decayIsFinite(TimeSpan halfLife, Violations violations) {
    if (halfLife.seconds() < 1) {
      violations.add("half_life", "must be at least 1s, but is %s", halfLife);
    }
  }
}
