package org.modyn.ml.downsampling.search;

import static java.util.Objects.requireNonNull;

/**
 * The rows of a matrix divided by their Euclidean norms. Their similarity is {@code 0.5 + 0.5
 * cos(a, b)}, from 0 to 1. A row of zeros has no direction: its similarity is 0.5 to all rows, also
 * to itself.
 */
final class Directions {
  private final FeatureMatrix matrix;
  private final double[] inverseNorms;

  Directions(FeatureMatrix matrix) {
    this.matrix = requireNonNull(matrix, "matrix is null");
    this.inverseNorms = matrix.squaredNorms();
    for (int row = 0; row < inverseNorms.length; row++) {
      inverseNorms[row] = inverseNorms[row] == 0 ? 0 : 1 / Math.sqrt(inverseNorms[row]);
    }
  }

  /** The number of rows. */
  int size() {
    return inverseNorms.length;
  }

  /** The number of columns. */
  int columns() {
    return matrix.columns();
  }

  /** Returns the direction of a row; zeros if it has none. */
  double[] direction(int row) {
    double[] direction = matrix.row(row);
    for (int column = 0; column < direction.length; column++) {
      direction[column] *= inverseNorms[row];
    }
    return direction;
  }

  /** Returns the sum of all directions. */
  double[] sum() {
    return matrix.weightedSum(inverseNorms);
  }

  /** Computes the products of all directions with the first numbers of a vector. */
  void products(double[] vector, double[] target) {
    matrix.products(vector, target);
    for (int row = 0; row < inverseNorms.length; row++) {
      target[row] *= inverseNorms[row];
    }
  }

  /** The similarity of a row to itself. */
  double ownSimilarity(int row) {
    return inverseNorms[row] == 0 ? 0.5 : 1;
  }

  /** The similarities of all pairs, in units of 2^-30. */
  PairwiseMatrix similarities() {
    return new CosineSimilarities();
  }

  private final class CosineSimilarities implements PairwiseMatrix {
    private final double[] cosines = new double[inverseNorms.length];
    private final int[] units = new int[inverseNorms.length];

    @Override
    public int size() {
      return units.length;
    }

    @Override
    public int[] row(int element) {
      products(direction(element), cosines);
      for (int index = 0; index < units.length; index++) {
        units[index] = (int) Math.rint(LARGEST * (0.5 + 0.5 * cosines[index]));
      }
      return units;
    }
  }
}
