package org.modyn.supervisor.drift.statistics;

import java.util.OptionalDouble;

/**
 * A statistic of two samples, and of permutations of them.
 *
 * @param permuted the statistic of each permutation; empty when there is no test
 * @param tolerance how much the statistics of equal divisions may differ by rounding
 */
public record PermutationTest(double statistic, double[] permuted, double tolerance) {
  /**
   * Returns the fraction of the permutations whose statistic is at least as great, as Alibi-Detect
   * computes it; empty without permutations.
   */
  public OptionalDouble pValue() {
    if (permuted.length == 0) {
      return OptionalDouble.empty();
    }
    int atLeast = 0;
    for (double other : permuted) {
      if (statistic <= other + tolerance) {
        atLeast++;
      }
    }
    return OptionalDouble.of((double) atLeast / permuted.length);
  }
}
