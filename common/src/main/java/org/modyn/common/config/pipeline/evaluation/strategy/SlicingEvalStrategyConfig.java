package org.modyn.common.config.pipeline.evaluation.strategy;

import org.modyn.common.config.pipeline.time.TimeSpan;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/** Splits a time range into intervals of equal length; the last one may be shorter. */
@Description("Splits a time range into intervals of equal length; the last one may be shorter")
@Name("SlicingEvalStrategy")
public record SlicingEvalStrategyConfig(
    @Description("Length of an interval, as 90s, 15m, 12h, 1d, 1w or 1y") @Example("1d")
        TimeSpan evalEvery,
    @Description("Start of the range, seconds since 1970, inclusive") @Minimum(0)
        long evalStartFrom,
    @Description("End of the range, seconds since 1970, exclusive") @Minimum(0) @Example("604800")
        long evalEndAt)
    implements EvaluationStrategyConfig {

  @Rule
  static void timePasses(TimeSpan evalEvery, Violations violations) {
    if (evalEvery.seconds() < 1) {
      violations.add("eval_every", "must be at least 1s, but is %s", evalEvery);
    }
  }

  @Rule
  static void intervalsAreLimited(
      TimeSpan evalEvery, long evalStartFrom, long evalEndAt, Violations violations) {
    double range = (double) evalEndAt - evalStartFrom;
    IntervalLimit.check("eval_every", Math.ceil(range / evalEvery.seconds()), violations);
  }

  @Rule
  static void theEndIsAfterTheStart(long evalStartFrom, long evalEndAt, Violations violations) {
    if (evalStartFrom >= evalEndAt) {
      violations.add(
          "eval_end_at",
          "must be larger than eval_start_from (%d), but is %d",
          evalStartFrom,
          evalEndAt);
    }
  }
}
