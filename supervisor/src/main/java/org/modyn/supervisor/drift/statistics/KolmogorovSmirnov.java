package org.modyn.supervisor.drift.statistics;

import java.util.stream.IntStream;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.apache.commons.statistics.inference.PValueMethod;
import org.modyn.common.config.pipeline.trigger.drift.Alternative;

/**
 * The two-sample Kolmogorov-Smirnov test with asymptotic p-values: the greatest distance between
 * the empirical distribution functions of two samples. It equals {@code scipy.stats.ks_2samp(...,
 * method="asymp")}. Time: O(n log n) for n values in both samples; memory: O(n).
 *
 * <p>The test assumes continuous distributions; with ties its p-values are too large.
 */
public final class KolmogorovSmirnov {
  private static final KolmogorovSmirnovTest ONE_SAMPLE_TEST =
      KolmogorovSmirnovTest.withDefaults().with(PValueMethod.EXACT);

  private KolmogorovSmirnov() {}

  /** The two-sided test. See {@link #test(double[], double[], Alternative)}. */
  public static TestResult test(double[] reference, double[] current) {
    return test(reference, current, Alternative.TWO_SIDED);
  }

  /**
   * Tests whether two samples have the same distribution.
   *
   * <p>The two-sided p-value is the one of the one-sample distribution for the rounded effective
   * sample size mn / (m + n); the one-sided is formula 5.3 of Hodges, "The significance probability
   * of the Smirnov two-sample test" (1958). Two samples of a single value each have the p-value 1,
   * where SciPy's is not a number.
   *
   * @param reference at least one finite value
   * @param current at least one finite value
   * @param alternative less: the distribution function of the reference is less somewhere, so that
   *     its values tend to be greater; greater: the opposite
   * @return the statistic is between 0 and 1
   */
  public static TestResult test(double[] reference, double[] current, Alternative alternative) {
    Samples.requireNonEmpty(reference, current);
    double[] sortedReference = Samples.sorted(reference);
    double[] sortedCurrent = Samples.sorted(current);
    double above = greatestExcess(sortedReference, sortedCurrent);
    double below = greatestExcess(sortedCurrent, sortedReference);
    double greater = Math.max(reference.length, current.length);
    double smaller = Math.min(reference.length, current.length);
    double effectiveSize = greater * smaller / (greater + smaller);
    return switch (alternative) {
      case TWO_SIDED -> {
        double statistic = Math.max(above, below);
        yield new TestResult(statistic, twoSided(statistic, (int) Math.rint(effectiveSize)));
      }
      case GREATER -> new TestResult(above, oneSided(above, effectiveSize, greater, smaller));
      case LESS -> new TestResult(below, oneSided(below, effectiveSize, greater, smaller));
    };
  }

  /** Returns the greatest difference of the empirical distribution functions, at least 0. */
  private static double greatestExcess(double[] first, double[] second) {
    double excess = 0;
    int i = 0;
    int j = 0;
    while (i < first.length && j < second.length) {
      double value = Math.min(first[i], second[j]);
      i = Samples.endOfTies(first, i, value);
      j = Samples.endOfTies(second, j, value);
      excess = Math.max(excess, (double) i / first.length - (double) j / second.length);
    }
    return excess;
  }

  /**
   * Returns P(D >= statistic) for the two-sided statistic D of one sample. The library offers this
   * distribution only through its one-sample test, which is given a sample with this statistic.
   */
  private static double twoSided(double statistic, int size) {
    if (statistic * size <= 0.5) {
      return 1;
    }
    if (statistic >= 1) {
      return 0;
    }
    if (size == 1) {
      return 2 * (1 - statistic);
    }
    double[] ranks = IntStream.rangeClosed(1, size).asDoubleStream().toArray();
    double probability =
        ONE_SAMPLE_TEST.test(ranks, rank -> Math.max(0, rank / size - statistic)).getPValue();
    return Math.clamp(probability, 0, 1);
  }

  private static double oneSided(
      double statistic, double effectiveSize, double greater, double smaller) {
    double z = Math.sqrt(effectiveSize) * statistic;
    double correction =
        2 * z * (greater + 2 * smaller) / Math.sqrt(greater * smaller * (greater + smaller)) / 3;
    return Math.clamp(Math.exp(-2 * z * z - correction), 0, 1);
  }
}
