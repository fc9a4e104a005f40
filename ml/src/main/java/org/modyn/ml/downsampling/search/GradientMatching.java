package org.modyn.ml.downsampling.search;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/**
 * Selects rows, and weights of at least 0, so that the weighted sum of the rows is close to the
 * mean of all rows: orthogonal matching pursuit for {@code |A'w - b|^2 + |w|^2}, the rows A, their
 * mean b (Killamsetty et al., GRAD-MATCH, ICML 2021, algorithm 2, lambda 1). Each step selects the
 * row with the largest product with the residual of the optimal weights of the rows selected
 * before, the first one of several. At the end, weights are the optimal ones that are not negative.
 *
 * <p>The residual of the rows S is {@code (I + S'S)^-1 b}, so that a step takes O(n x columns) for
 * the products and the time of {@link RankOneInverse}, independent of the number of selected rows;
 * no Gram matrix is made. Memory of 8 bytes a row, 8 for each feature of a selected row, and that
 * of {@link RankOneInverse}.
 */
public final class GradientMatching {
  private static final double LAMBDA = 1;

  private final FeatureMatrix matrix;
  private final double[] mean;

  public GradientMatching(FeatureMatrix matrix) {
    this.matrix = requireNonNull(matrix, "matrix is null");
    double[] factors = new double[matrix.size()];
    Arrays.fill(factors, 1.0 / matrix.size());
    this.mean = matrix.weightedSum(factors);
  }

  /**
   * Selects rows.
   *
   * @param count from 1 to the number of rows
   * @return the rows in the order of selection
   */
  public int[] select(int count) {
    RankOneInverse inverse = new RankOneInverse(matrix.columns(), LAMBDA, count);
    double[] residual = mean.clone();
    double[] products = new double[matrix.size()];
    boolean[] selected = new boolean[matrix.size()];
    int[] rows = new int[count];
    for (int step = 0; step < count; step++) {
      matrix.products(residual, products);
      rows[step] = largest(products, selected);
      selected[rows[step]] = true;
      double[] decrement = inverse.add(matrix.row(rows[step]));
      RankOneInverse.addMultiple(
          residual, -LAMBDA * RankOneInverse.dot(decrement, mean), decrement);
    }
    return rows;
  }

  private static int largest(double[] products, boolean[] selected) {
    int largest = -1;
    for (int row = 0; row < products.length; row++) {
      if (!selected[row] && (largest < 0 || products[row] > products[largest])) {
        largest = row;
      }
    }
    return largest;
  }

  /** Returns the optimal weights of rows, each at least 0. */
  public double[] weights(int[] rows) {
    double[][] vectors = new double[rows.length][];
    for (int index = 0; index < rows.length; index++) {
      vectors[index] = matrix.row(rows[index]);
    }
    return NonNegativeRidge.solve(vectors, mean, LAMBDA);
  }
}
