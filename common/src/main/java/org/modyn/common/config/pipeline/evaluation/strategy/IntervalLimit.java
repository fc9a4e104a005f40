package org.modyn.common.config.pipeline.evaluation.strategy;

import org.modyn.common.config.schema.Violations;

/**
 * Limits the number of intervals that a strategy makes for each model: every one of them is a
 * result that is stored and sent.
 */
final class IntervalLimit {
  static final int MOST_INTERVALS = 100_000;

  private IntervalLimit() {}

  /**
   * @param field the field of the distance of two intervals
   * @param intervals their number, which may exceed a long; infinite for a distance of zero, which
   *     is another violation
   */
  static void check(String field, double intervals, Violations violations) {
    if (intervals > MOST_INTERVALS && Double.isFinite(intervals)) {
      violations.add(
          field,
          "makes %.0f intervals for each model, but at most %d are allowed; increase it, or"
              + " shorten the time range",
          intervals,
          MOST_INTERVALS);
    }
  }
}
