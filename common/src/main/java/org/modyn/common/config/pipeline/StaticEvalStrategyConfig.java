package org.modyn.common.config.pipeline;

import java.util.List;
import java.util.Optional;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Tuple;

/** Intervals that the file names. */
@Description("Intervals that the file names")
@Name("StaticEvalStrategy")
public record StaticEvalStrategyConfig(
    @Description("The intervals, each as [start, end]; null as end: to the end of the data")
        List<Interval> intervals)
    implements EvaluationStrategyConfig {

  public StaticEvalStrategyConfig {
    intervals = List.copyOf(intervals);
  }

  /** An interval that the file names. */
  @Description("An interval that the file names")
  @Tuple
  public record Interval(
      @Description("Seconds since 1970, inclusive") long start,
      @Description("Seconds since 1970, exclusive; null: the end of the data")
          Optional<Long> end) {}
}
