package org.modyn.supervisor.drift.statistics;

import java.util.Arrays;

/**
 * Divergences of the fractions of two samples in {@linkplain BinnedSamples common bins}. All are 0
 * for equal fractions and not negative. Time: O(n log n) for n values in both samples; memory:
 * O(n).
 */
public final class BinnedDivergences {
  private BinnedDivergences() {}

  /**
   * Returns the Jensen-Shannon distance with the natural logarithm, between 0 and the square root
   * of ln 2: as Evidently 0.4.27 ({@code jensenshannon.py}).
   */
  public static double jensenShannon(double[] reference, double[] current) {
    BinnedSamples binned = BinnedSamples.of(reference, current);
    double[] first = normalized(binned.reference());
    double[] second = normalized(binned.current());
    double sum = 0;
    for (int bin = 0; bin < first.length; bin++) {
      double mean = (first[bin] + second[bin]) / 2;
      sum += relativeEntropy(first[bin], mean) + relativeEntropy(second[bin], mean);
    }
    return Math.sqrt(Math.max(sum, 0) / 2);
  }

  /**
   * Returns the Kullback-Leibler divergence of the reference from the current sample with the
   * natural logarithm: as Evidently 0.4.27 ({@code kl_div.py}). Empty bins count as a small
   * fraction, so that the divergence is always finite.
   */
  public static double kullbackLeibler(double[] reference, double[] current) {
    BinnedSamples binned = BinnedSamples.of(reference, current).withoutEmptyBins();
    double[] first = normalized(binned.reference());
    double[] second = normalized(binned.current());
    double sum = 0;
    for (int bin = 0; bin < first.length; bin++) {
      sum += relativeEntropy(first[bin], second[bin]);
    }
    return sum;
  }

  /**
   * Returns the population stability index, the sum of the Kullback-Leibler divergences in both
   * directions: as Evidently 0.4.27 ({@code psi.py}). Empty bins count as a small fraction.
   */
  public static double populationStabilityIndex(double[] reference, double[] current) {
    BinnedSamples binned = BinnedSamples.of(reference, current).withoutEmptyBins();
    double sum = 0;
    for (int bin = 0; bin < binned.reference().length; bin++) {
      double first = binned.reference()[bin];
      double second = binned.current()[bin];
      sum += (first - second) * Math.log(first / second);
    }
    return sum;
  }

  private static double[] normalized(double[] fractions) {
    double sum = Arrays.stream(fractions).sum();
    return Arrays.stream(fractions).map(fraction -> fraction / sum).toArray();
  }

  private static double relativeEntropy(double fraction, double other) {
    return fraction == 0 ? 0 : fraction * Math.log(fraction / other);
  }
}
