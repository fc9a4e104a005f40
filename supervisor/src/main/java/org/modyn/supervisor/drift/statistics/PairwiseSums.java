package org.modyn.supervisor.drift.statistics;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Sums of a function of the distance over the pairs of vectors of two samples.
 *
 * <p>Time: O(N² (d + p)) for N vectors of length d in both samples and p permutations; the function
 * is evaluated once for each pair, whatever p is. Memory: {@link DistanceScan}, and N float64 for
 * each 256 vectors.
 *
 * @param withinReference over the pairs of different vectors of the reference sample
 * @param withinCurrent over the pairs of different vectors of the current sample
 * @param between over the pairs of a vector of each sample
 */
record PairwiseSums(double withinReference, double withinCurrent, double between) {
  /** A function of the squared distance. */
  @FunctionalInterface
  interface PairFunction {
    /** Replaces squared distances by the function's values. */
    void replace(double[] squaredDistances);
  }

  /** The sums of the samples as they are and of each permutation. */
  record Permuted(PairwiseSums original, List<PairwiseSums> permutations) {}

  /** Returns the sums for two samples and for permutations of them. */
  static Permuted compute(
      Vectors reference, Vectors current, PairFunction function, Permutations permutations) {
    DistanceScan scan = DistanceScan.within(reference.followedBy(current));
    int rows = reference.rows() + current.rows();
    PairwiseSumsStrip[] strips =
        new PairwiseSumsStrip[Math.ceilDiv(rows, DistanceScan.TILE_COLUMNS)];
    scan.scan(() -> new PairwiseSumsStrip(reference.rows(), rows, function, permutations, strips));
    double[] rowSums = new double[rows];
    double[] inReference = new double[permutations.count()];
    double withinReference = 0;
    double withinCurrent = 0;
    double between = 0;
    // in the order of the strips, so that the result does not depend on the threads
    for (PairwiseSumsStrip strip : strips) {
      withinReference += strip.withinReference();
      withinCurrent += strip.withinCurrent();
      between += strip.between();
      strip.addTo(rowSums, inReference);
    }
    PairwiseSums original = new PairwiseSums(withinReference, withinCurrent, between);
    return new Permuted(
        original,
        IntStream.range(0, permutations.count())
            .mapToObj(p -> original.permuted(permutations, p, inReference[p], rowSums))
            .toList());
  }

  /**
   * Returns the sums of a permutation.
   *
   * @param inReference the sum over the pairs in its reference sample
   * @param rowSums for each vector the sum over all pairs that it is part of
   */
  private PairwiseSums permuted(
      Permutations permutations, int permutation, double inReference, double[] rowSums) {
    double ofReference = 0;
    for (int row = 0; row < rowSums.length; row++) {
      if (permutations.inReference(permutation, row)) {
        ofReference += rowSums[row];
      }
    }
    double across = ofReference - 2 * inReference;
    double total = withinReference + withinCurrent + between;
    return new PairwiseSums(inReference, total - inReference - across, across);
  }
}
