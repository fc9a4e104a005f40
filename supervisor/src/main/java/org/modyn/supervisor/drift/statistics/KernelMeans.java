package org.modyn.supervisor.drift.statistics;

import java.util.Arrays;

/**
 * For each center of a kernel, the mean kernel of the reference vectors less that of the current
 * vectors. Time: O(N c (d + p)) for N vectors of length d, c centers and p permutations; memory:
 * O(c p).
 *
 * @param original for the samples as they are
 * @param permuted [permutation][center]
 */
record KernelMeans(double[] original, double[][] permuted) {
  /**
   * Computes the means.
   *
   * @param pooled the vectors of the reference sample, followed by those of the current
   */
  static KernelMeans compute(
      Vectors pooled, Vectors centers, GaussianKernel kernel, Permutations permutations) {
    double[] sums = new double[centers.rows()];
    double[] ofReference = new double[centers.rows()];
    double[][] ofPermuted = new double[permutations.count()][centers.rows()];
    // strips have different centers, so that threads write different elements
    DistanceScan.between(pooled, centers)
        .scan(() -> new Strip(kernel, permutations, sums, ofReference, ofPermuted));
    return new KernelMeans(
        difference(ofReference, sums, permutations),
        Arrays.stream(ofPermuted)
            .map(permuted -> difference(permuted, sums, permutations))
            .toArray(double[][]::new));
  }

  private static double[] difference(
      double[] ofReference, double[] sums, Permutations permutations) {
    double referenceRows = permutations.referenceRows();
    double currentRows = permutations.rows() - referenceRows;
    double[] difference = new double[sums.length];
    for (int center = 0; center < sums.length; center++) {
      difference[center] =
          ofReference[center] / referenceRows - (sums[center] - ofReference[center]) / currentRows;
    }
    return difference;
  }

  /** Sums the kernels of the centers in a strip. */
  private record Strip(
      GaussianKernel kernel,
      Permutations permutations,
      double[] sums,
      double[] ofReference,
      double[][] ofPermuted)
      implements DistanceScan.Visitor {
    @Override
    public void visit(DistanceScan.Tile tile) {
      for (int row = 0; row < tile.rows(); row++) {
        double[] kernels = tile.distances()[row];
        kernel.replace(kernels);
        int vector = tile.firstRow() + row;
        add(kernels, sums, tile.firstColumn());
        if (vector < permutations.referenceRows()) {
          add(kernels, ofReference, tile.firstColumn());
        }
        for (int permutation = 0; permutation < ofPermuted.length; permutation++) {
          if (permutations.inReference(permutation, vector)) {
            add(kernels, ofPermuted[permutation], tile.firstColumn());
          }
        }
      }
    }

    private static void add(double[] values, double[] sums, int first) {
      for (int index = 0; index < values.length; index++) {
        sums[first + index] += values[index];
      }
    }

    @Override
    public void finish() {}
  }
}
