package org.modyn.common.config.pipeline.evaluation.strategy;

import java.util.List;
import java.util.Optional;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Tuple;

/** Intervals listed in the file. */
@Description("Intervals listed in the file")
@Name("StaticEvalStrategy")
public record StaticEvalStrategyConfig(
    @Description("The intervals, each as [start, end]; null as end means the end of the data")
        @Example("[[0, 86400], [86400, null]]")
        List<Interval> intervals)
    implements EvaluationStrategyConfig {

  public StaticEvalStrategyConfig {
    intervals = List.copyOf(intervals);
  }

  /** An interval listed in the file. */
  @Description("An interval listed in the file")
  @Tuple
  public record Interval(
      @Description("Seconds since 1970, inclusive") long start,
      @Description("Seconds since 1970, exclusive; null: the end of the data")
          Optional<Long> end) {}
}
