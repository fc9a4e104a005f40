package org.modyn.evaluator.job;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.modyn.ml.loader.TimeInterval;

/** The samples that a request evaluates a model on. */
public sealed interface EvaluatedSamples {
  /** Returns the number of intervals, each of which has its own results. */
  int numberOfIntervals();

  /**
   * The samples of intervals of time.
   *
   * @param intervals in the order of the request
   */
  record Intervals(List<TimeInterval> intervals) implements EvaluatedSamples {
    public Intervals {
      intervals = List.copyOf(intervals);
    }

    @Override
    public int numberOfIntervals() {
      return intervals.size();
    }
  }

  /**
   * Listed samples, as a single interval.
   *
   * @param keys not copied; must not change
   */
  record Listed(long[] keys) implements EvaluatedSamples {
    public Listed {
      requireNonNull(keys, "keys is null");
    }

    @Override
    public int numberOfIntervals() {
      return 1;
    }
  }
}
