package org.modyn.supervisor.drift.statistics;

import org.modyn.common.error.ModynException;

/**
 * The two-sample Anderson-Darling test. It is more sensitive than {@link KolmogorovSmirnov} to
 * differences in the tails. It equals {@code scipy.stats.anderson_ksamp} with midranks. Time: O(n
 * log n) for n values in both samples; memory: O(n).
 *
 * <p>Source: Scholz and Stephens, "K-Sample Anderson-Darling Tests" (1987), equations 4 and 7. The
 * p-value is interpolated in their table 2, and so lies between 0.001 and 0.25.
 */
public final class AndersonDarling {
  private static final double MINIMUM_CRITICAL = 0.325;
  private static final double MAXIMUM_CRITICAL = 6.546;

  // The parabola that fits the logarithms of the significances 0.25, 0.1, 0.05, 0.025, 0.01, 0.005
  // and 0.001 at the critical values 0.325, 1.226, 1.961, 2.718, 3.752, 4.592 and 6.546 of two
  // samples with the least squares.
  private static final double CONSTANT = -1.077770279820486;
  private static final double LINEAR = -1.0082265644652515;
  private static final double QUADRATIC = 0.018198094574111343;

  private static final int MIN_VALUES = 4;

  private AndersonDarling() {}

  /**
   * Tests whether two samples have the same distribution.
   *
   * @param reference at least one finite value
   * @param current at least one finite value
   * @return the statistic has the mean 0 and the variance 1 if they have
   * @throws ModynException FAILED_PRECONDITION if all values are equal, or there are fewer than 4
   */
  public static TestResult test(double[] reference, double[] current) {
    Samples.requireNonEmpty(reference, current);
    double[] pooled = Moments.pooled(reference, current);
    int size = pooled.length;
    if (size < MIN_VALUES) {
      throw new TooFewSamplesException(
          "the Anderson-Darling test needs at least %d values in both windows together, but there"
              + " are %d",
          MIN_VALUES, size);
    }
    if (pooled[0] == pooled[size - 1]) {
      throw ModynException.failedPrecondition(
          "the Anderson-Darling test is not defined: all %d values are %s", size, pooled[0]);
    }
    double sum = part(reference, pooled) + part(current, pooled);
    double deviation = deviation(reference.length, current.length);
    double statistic = (sum * (size - 1) / size - 1) / deviation;
    return new TestResult(statistic, pValue(statistic));
  }

  private static double pValue(double statistic) {
    if (statistic < MINIMUM_CRITICAL) {
      return 0.25;
    }
    if (statistic > MAXIMUM_CRITICAL) {
      return 0.001;
    }
    return Math.exp((QUADRATIC * statistic + LINEAR) * statistic + CONSTANT);
  }

  /** Returns the part of equation 7 that belongs to a sample. */
  private static double part(double[] values, double[] pooled) {
    double[] sorted = Samples.sorted(values);
    double size = pooled.length;
    double sum = 0;
    int below = 0;
    for (int start = 0; start < pooled.length; ) {
      int end = Samples.endOfTies(pooled, start, pooled[start]);
      int notAbove = Samples.endOfTies(sorted, below, pooled[start]);
      double ties = end - start;
      double rank = (start + end) / 2.0;
      double difference = size * (below + notAbove) / 2 - rank * sorted.length;
      sum += ties * difference * difference / (rank * (size - rank) - size * ties / 4);
      below = notAbove;
      start = end;
    }
    return sum / size / sorted.length;
  }

  /** Returns the standard deviation of equation 7 for two samples, after equation 4. */
  private static double deviation(int referenceSize, int currentSize) {
    double size = (double) referenceSize + currentSize;
    double harmonic = 0;
    double g = 0;
    for (int term = 1; term < size - 1; term++) {
      harmonic += 1 / (size - term);
      g += harmonic / (term + 1);
    }
    double h = harmonic + 1;
    double inverses = 1.0 / referenceSize + 1.0 / currentSize;
    double a = 4 * g - 6 + (10 - 6 * g) * inverses;
    double b = 12 * g - 22 + 8 * h + (2 * g - 14 * h - 4) * inverses;
    double c = 36 * h + 4 + (2 * h - 6) * inverses;
    double d = 24;
    double variance =
        (((a * size + b) * size + c) * size + d) / ((size - 1) * (size - 2) * (size - 3));
    return Math.sqrt(variance);
  }
}
