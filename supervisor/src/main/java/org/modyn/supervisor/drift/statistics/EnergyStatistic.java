package org.modyn.supervisor.drift.statistics;

/**
 * The energy distance of two samples of vectors: the square root of 2 E|X - Y| - E|X - X'| - E|Y -
 * Y'| with Euclidean distances (Székely and Rizzo, "Energy statistics: A class of statistics based
 * on distances", 2013). It is 0 only for samples with the same distribution. For vectors of length
 * 1 it equals {@link EnergyDistance}, which is faster.
 *
 * <p>Time and memory: see {@link PairwiseSums}.
 */
public final class EnergyStatistic {
  private EnergyStatistic() {}

  /**
   * Computes the distance, in the unit of the values' square root.
   *
   * @param reference at least one vector
   * @param current at least one vector
   * @param permutations of the test
   */
  public static PermutationTest test(
      Vectors reference, Vectors current, Permutations permutations) {
    PairwiseSums.Permuted sums =
        PairwiseSums.compute(reference, current, EnergyStatistic::distances, permutations);
    double meanDistance = sums.original().between() / ((double) reference.rows() * current.rows());
    return new PermutationTest(
        distance(sums.original(), reference.rows(), current.rows()),
        sums.permutations().stream()
            .mapToDouble(permuted -> distance(permuted, reference.rows(), current.rows()))
            .toArray(),
        1e-7 * Math.sqrt(meanDistance));
  }

  private static void distances(double[] squaredDistances) {
    for (int index = 0; index < squaredDistances.length; index++) {
      squaredDistances[index] = Math.sqrt(squaredDistances[index]);
    }
  }

  private static double distance(PairwiseSums sums, double referenceRows, double currentRows) {
    double squared =
        2 * sums.between() / (referenceRows * currentRows)
            - 2 * sums.withinReference() / (referenceRows * referenceRows)
            - 2 * sums.withinCurrent() / (currentRows * currentRows);
    // equal distributions: a rounding error may make it negative
    return Math.sqrt(Math.max(0, squared));
  }
}
