package org.modyn.common.config.pipeline.evaluation.strategy;

import org.modyn.common.config.pipeline.time.RelativeInterval;
import org.modyn.common.config.pipeline.time.TimeSpan;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/** Intervals around equidistant points in time. */
@Description("Intervals around equidistant points in time")
@Name("PeriodicEvalStrategy")
public record PeriodicEvalStrategyConfig(
    @Description(
            "The interval around a point in time, for example [-1d; +1d], (-2h; 0s] or [-inf;"
                + " +inf]")
        @Example("'[-1d; +1d]'")
        RelativeInterval interval,
    @Description("Time between two points, as 90s, 15m, 12h, 1d, 1w or 1y") @Example("1d")
        TimeSpan every,
    @Description("The first point, seconds since 1970") @Example("0") long startTimestamp,
    @Description("The last point, seconds since 1970") @Example("604800") long endTimestamp)
    implements EvaluationStrategyConfig {

  @Rule
  static void timePasses(TimeSpan every, Violations violations) {
    if (every.seconds() < 1) {
      violations.add("every", "must be at least 1s, but is %s", every);
    }
  }

  @Rule
  static void intervalsAreLimited(
      TimeSpan every, long startTimestamp, long endTimestamp, Violations violations) {
    double range = (double) endTimestamp - startTimestamp;
    IntervalLimit.check("every", Math.floor(range / every.seconds()) + 1, violations);
  }
}
