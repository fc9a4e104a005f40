package org.modyn.supervisor.drift.statistics;

/** Solves linear equations with a symmetric, positive definite matrix, in O(n³) for size n. */
final class Cholesky {
  /** The lower triangle L of the decomposition L Lᵀ. */
  private final double[][] lower;

  private Cholesky(double[][] lower) {
    this.lower = lower;
  }

  /**
   * Decomposes the sum of a matrix and a multiple of the identity.
   *
   * @param matrix symmetric; only its lower triangle is read
   */
  static Cholesky of(double[][] matrix, double diagonal) {
    double[][] lower = new double[matrix.length][];
    for (int row = 0; row < matrix.length; row++) {
      lower[row] = new double[row + 1];
      for (int column = 0; column <= row; column++) {
        double rest = matrix[row][column] + (row == column ? diagonal : 0);
        for (int k = 0; k < column; k++) {
          rest -= lower[row][k] * lower[column][k];
        }
        if (row == column && rest <= 0) {
          throw new ArithmeticException("the matrix is not positive definite");
        }
        lower[row][column] = row == column ? Math.sqrt(rest) : rest / lower[column][column];
      }
    }
    return new Cholesky(lower);
  }

  /** Returns x of A x = b. */
  double[] solve(double[] b) {
    double[] x = b.clone();
    for (int row = 0; row < x.length; row++) {
      for (int k = 0; k < row; k++) {
        x[row] -= lower[row][k] * x[k];
      }
      x[row] /= lower[row][row];
    }
    for (int row = x.length - 1; row >= 0; row--) {
      x[row] /= lower[row][row];
      for (int k = 0; k < row; k++) {
        x[k] -= lower[row][k] * x[row];
      }
    }
    return x;
  }
}
