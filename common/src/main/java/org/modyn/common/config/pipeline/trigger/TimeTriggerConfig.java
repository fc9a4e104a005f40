package org.modyn.common.config.pipeline.trigger;

import java.util.Optional;
import org.modyn.common.config.pipeline.time.TimeSpan;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/** Triggers at fixed intervals of time, by the timestamps of the samples. */
@Description("Triggers at fixed intervals of time, by the timestamps of the samples")
@Name("TimeTrigger")
public record TimeTriggerConfig(
    @Description("Time between two triggers, as 90s, 15m, 12h, 1d, 1w or 1y") @Example("1d")
        TimeSpan every,
    @Description(
            "Start of the first interval, seconds since 1970; default: the timestamp of the first"
                + " sample")
        Optional<Long> startTimestamp)
    implements SimpleTriggerConfig {

  @Rule
  static void timePasses(TimeSpan every, Violations violations) {
    if (every.seconds() < 1) {
      violations.add("every", "must be at least 1s, but is %s", every);
    }
  }
}
