package org.modyn.supervisor.drift.statistics;

import java.util.Locale;

/**
 * The unbiased estimate of the squared maximum mean discrepancy of two samples of vectors, with a
 * Gaussian kernel whose width is chosen by the median heuristic: Gretton et al., "A kernel
 * two-sample test" (2012), lemma 6. It detects any difference of two distributions, and equals
 * {@code MMDDrift} of Alibi-Detect 0.12 with the PyTorch backend ({@code cd/pytorch/mmd.py}, {@code
 * utils/pytorch/distance.py} and {@code kernels.py}), computed in float64.
 *
 * <p>The kernel of squared distance d is exp(-d / median); squared distances below 1e-30 count as
 * 1e-30. If more than half of the distances that the median is taken of are 0, the kernel is
 * therefore 1/e for equal vectors and 0 for others: two constant samples have the discrepancy 0 if
 * they are equal, and 2/e otherwise.
 *
 * <p>Time: O(N² (d + p)) for N vectors of length d and p permutations; memory: see {@link
 * PairwiseSums}. No matrix of all pairs is stored.
 */
public final class MaximumMeanDiscrepancy {
  private MaximumMeanDiscrepancy() {}

  /** Which distances the kernel's width is the median of. */
  public enum Bandwidth {
    /** Between the vectors of the reference sample. */
    REFERENCE,
    /** Between the vectors of the reference sample and those of the current. */
    BETWEEN
  }

  /**
   * Computes the discrepancy. It is about 0 for samples of the same distribution, and may be
   * negative.
   *
   * @param reference at least two vectors
   * @param current at least two vectors
   * @param permutations of the test
   */
  public static PermutationTest test(
      Vectors reference, Vectors current, Bandwidth bandwidth, Permutations permutations) {
    if (reference.rows() < 2 || current.rows() < 2) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "reference has %d vectors, current %d; both need 2",
              reference.rows(),
              current.rows()));
    }
    double median =
        switch (bandwidth) {
          case REFERENCE -> MedianDistance.within(reference);
          case BETWEEN -> MedianDistance.between(reference, current);
        };
    PairwiseSums.Permuted sums =
        PairwiseSums.compute(reference, current, new GaussianKernel(median)::replace, permutations);
    return new PermutationTest(
        estimate(sums.original(), reference.rows(), current.rows()),
        sums.permutations().stream()
            .mapToDouble(permuted -> estimate(permuted, reference.rows(), current.rows()))
            .toArray(),
        1e-12);
  }

  private static double estimate(PairwiseSums sums, double referenceRows, double currentRows) {
    return 2 * sums.withinReference() / (referenceRows * (referenceRows - 1))
        + 2 * sums.withinCurrent() / (currentRows * (currentRows - 1))
        - 2 * sums.between() / (referenceRows * currentRows);
  }
}
