package org.modyn.supervisor.drift.statistics;

import org.modyn.common.config.pipeline.trigger.drift.Alternative;

/**
 * The two-sample Kolmogorov-Smirnov test with exact p-values of samples of up to {@value
 * #MAX_EXACT_SIZE} values, and asymptotic ones of larger samples. It equals {@code
 * scipy.stats.ks_2samp}, whose {@code method="asymp"} is {@link KolmogorovSmirnov}.
 *
 * <p>Source: Hodges, "The significance probability of the Smirnov two-sample test" (1958): all
 * orders of the values of both samples are equally likely, so that a path on the lattice of the
 * numbers of values passed goes up or right with known probabilities, and the p-value is the
 * probability that it leaves the region of the smaller statistics. Time: O(n log n + n m d) for
 * samples of n and m values and the statistic d; memory: O(n + m).
 *
 * <p>The test assumes continuous distributions; with ties its p-values are too large.
 */
public final class ExactKolmogorovSmirnov {
  private static final int MAX_EXACT_SIZE = 10_000;

  private ExactKolmogorovSmirnov() {}

  /** The two-sided test. See {@link #test(double[], double[], Alternative)}. */
  public static TestResult test(double[] reference, double[] current) {
    return test(reference, current, Alternative.TWO_SIDED);
  }

  /**
   * Tests whether two samples have the same distribution.
   *
   * @param reference at least one finite value
   * @param current at least one finite value
   * @param alternative less: the distribution function of the reference is less somewhere; greater:
   *     the opposite
   * @return the statistic is between 0 and 1
   */
  public static TestResult test(double[] reference, double[] current, Alternative alternative) {
    if (Math.max(reference.length, current.length) > MAX_EXACT_SIZE) {
      return KolmogorovSmirnov.test(reference, current, alternative);
    }
    Samples.requireNonEmpty(reference, current);
    double[] first = Samples.sorted(alternative == Alternative.LESS ? current : reference);
    double[] second = Samples.sorted(alternative == Alternative.LESS ? reference : current);
    boolean twoSided = alternative == Alternative.TWO_SIDED;
    long product = (long) first.length * second.length;
    long excess = greatestExcess(first, second);
    if (twoSided) {
      excess = Math.max(excess, greatestExcess(second, first));
    }
    double pValue = excess == 0 ? 1 : probability(first.length, second.length, excess, twoSided);
    return new TestResult((double) excess / product, pValue);
  }

  /** The greatest difference of the distribution functions times the product of the sizes. */
  private static long greatestExcess(double[] first, double[] second) {
    long excess = 0;
    int i = 0;
    int j = 0;
    while (i < first.length && j < second.length) {
      double value = Math.min(first[i], second[j]);
      i = Samples.endOfTies(first, i, value);
      j = Samples.endOfTies(second, j, value);
      excess = Math.max(excess, (long) i * second.length - (long) j * first.length);
    }
    return excess;
  }

  /**
   * Returns the probability that {@code i m - j n}, or its magnitude if two-sided, reaches an
   * excess at some point (i, j) of a random path from (0, 0) to (n, m).
   */
  private static double probability(int n, int m, long excess, boolean twoSided) {
    // the probability to arrive at (i, j) from (i - 1, j) without having reached the excess
    double[] arriving = new double[m + 1];
    arriving[0] = 1;
    double reached = 0;
    int from = 0;
    for (int i = 0; i <= n; i++) {
      long position = (long) i * m;
      int first = Math.toIntExact(Math.max(0, Math.floorDiv(position - excess, n) + 1));
      int last =
          twoSided ? Math.toIntExact(Math.min(m, Math.ceilDiv(position + excess, n) - 1)) : m;
      for (; from < first; from++) {
        reached += arriving[from];
      }
      double up = 0;
      for (int j = first; j <= last; j++) {
        double here = arriving[j] + up;
        double remaining = (double) (n - i) + (m - j);
        arriving[j] = remaining == 0 ? 0 : here * (n - i) / remaining;
        up = here - arriving[j];
      }
      if (last < m) {
        reached += up;
      }
    }
    return Math.min(reached, 1);
  }
}
