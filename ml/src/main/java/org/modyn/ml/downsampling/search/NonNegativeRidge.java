package org.modyn.ml.downsampling.search;

import java.util.Arrays;

/**
 * Ridge regression with weights of at least 0: the weights w that minimize {@code |A'w - b|^2 + r
 * |w|^2}. The problem is strictly convex; the algorithm of Lawson and Hanson (Solving Least Squares
 * Problems, 1974, chapter 23) finds the same weights, with a matrix of all pairs of rows.
 *
 * <p>Here the unknown is the residual y = b - A'w. The conditions of optimality (Karush, Kuhn,
 * Tucker) are {@code w(i) = max(0, a(i)'y) / r}, so that y minimizes the convex function {@code
 * |y|^2 / 2 - b'y + sum of max(0, a(i)'y)^2 / (2 r)}. It is minimized by Newton's method: with the
 * rows P that have a positive product with y, the next y is {@code r (r I + P'P)^-1 b}; of the step
 * to it, the part is made that decreases the function most. The solution is exact, apart from
 * rounding, as soon as P does not change. A step takes O(rows x columns x min(rows, columns)).
 */
final class NonNegativeRidge {
  private static final int MOST_STEPS = 1000;
  private static final int HALVINGS = 50;

  private final double[][] rows;
  private final double[] target;
  private final double ridge;

  private NonNegativeRidge(double[][] rows, double[] target, double ridge) {
    this.rows = rows;
    this.target = target;
    this.ridge = ridge;
  }

  /** Returns the weight of each row. */
  static double[] solve(double[][] rows, double[] target, double ridge) {
    return new NonNegativeRidge(rows, target, ridge).solve();
  }

  private double[] solve() {
    double[] residual = target.clone();
    double[] products = products(residual);
    for (int step = 0; step < MOST_STEPS; step++) {
      Interruption.check();
      double[] next = minimizerFor(products);
      double[] nextProducts = products(next);
      if (haveEqualSigns(products, nextProducts)) {
        return weights(nextProducts);
      }
      double fraction = bestFraction(residual, products, next, nextProducts);
      if (fraction == 0) {
        // Products that are zero but for rounding change their signs.
        return weights(nextProducts);
      }
      interpolate(residual, next, fraction);
      interpolate(products, nextProducts, fraction);
    }
    throw new IllegalStateException("no solution after " + MOST_STEPS + " steps");
  }

  /** The minimizer if the products keep their signs. */
  private double[] minimizerFor(double[] products) {
    int positive = (int) Arrays.stream(products).filter(product -> product > 0).count();
    RankOneInverse inverse = new RankOneInverse(target.length, ridge, positive);
    double[] minimizer = target.clone();
    for (int row = 0; row < rows.length; row++) {
      if (products[row] > 0) {
        Interruption.check();
        double[] decrement = inverse.add(rows[row]);
        RankOneInverse.addMultiple(
            minimizer, -ridge * RankOneInverse.dot(decrement, target), decrement);
      }
    }
    return minimizer;
  }

  /** The fraction of the step from one vector to another at which the convex function is least. */
  private double bestFraction(
      double[] residual, double[] products, double[] next, double[] nextProducts) {
    double low = 0;
    double high = 1;
    if (derivative(residual, products, next, nextProducts, high) <= 0) {
      return high;
    }
    for (int halving = 0; halving < HALVINGS; halving++) {
      double middle = (low + high) / 2;
      if (derivative(residual, products, next, nextProducts, middle) <= 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The derivative of the convex function with respect to the fraction of the step. */
  private double derivative(
      double[] from, double[] fromProducts, double[] to, double[] toProducts, double fraction) {
    double sum = 0;
    for (int column = 0; column < target.length; column++) {
      double step = to[column] - from[column];
      sum += step * (from[column] + fraction * step - target[column]);
    }
    for (int row = 0; row < rows.length; row++) {
      double step = toProducts[row] - fromProducts[row];
      sum += step * Math.max(0, fromProducts[row] + fraction * step) / ridge;
    }
    return sum;
  }

  private double[] products(double[] vector) {
    double[] products = new double[rows.length];
    Arrays.setAll(products, row -> RankOneInverse.dot(rows[row], vector));
    return products;
  }

  private double[] weights(double[] products) {
    double[] weights = new double[rows.length];
    Arrays.setAll(weights, row -> Math.max(0, products[row]) / ridge);
    return weights;
  }

  private static boolean haveEqualSigns(double[] products, double[] others) {
    for (int row = 0; row < products.length; row++) {
      if (products[row] > 0 != others[row] > 0) {
        return false;
      }
    }
    return true;
  }

  private static void interpolate(double[] from, double[] to, double fraction) {
    for (int index = 0; index < from.length; index++) {
      from[index] += fraction * (to[index] - from[index]);
    }
  }
}
