package org.modyn.supervisor.drift.statistics;

import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.FisherExactTest;
import org.modyn.common.config.pipeline.trigger.drift.Alternative;

/**
 * Fisher's exact test of two samples of zeros and ones. It equals {@code scipy.stats.fisher_exact}
 * for the table of ones and zeros (rows) of the current and the reference sample (columns). Time:
 * O(n) for n values in both samples; memory: constant.
 */
public final class FisherExact {
  private FisherExact() {}

  /**
   * Tests whether ones are equally frequent in two samples.
   *
   * @param reference zeros and ones, at least one value
   * @param current zeros and ones, at least one value
   * @param alternative less: ones are less frequent in the current sample; greater: more frequent
   * @return the statistic is the odds ratio of current and reference sample, which may be infinite;
   *     not a number, with the p-value 1, if all values are equal
   */
  public static TestResult test(double[] reference, double[] current, Alternative alternative) {
    Samples.requireNonEmpty(reference, current);
    int referenceOnes = ones(reference);
    int currentOnes = ones(current);
    var result =
        FisherExactTest.withDefaults()
            .with(
                switch (alternative) {
                  case TWO_SIDED -> AlternativeHypothesis.TWO_SIDED;
                  case LESS -> AlternativeHypothesis.LESS_THAN;
                  case GREATER -> AlternativeHypothesis.GREATER_THAN;
                })
            .test(
                new int[][] {
                  {currentOnes, referenceOnes},
                  {current.length - currentOnes, reference.length - referenceOnes}
                });
    return new TestResult(result.getStatistic(), Math.clamp(result.getPValue(), 0, 1));
  }

  private static int ones(double[] values) {
    int ones = 0;
    for (double value : values) {
      if (value == 1) {
        ones++;
      } else if (value != 0) {
        throw new IllegalArgumentException("a value is neither 0 nor 1: " + value);
      }
    }
    return ones;
  }
}
