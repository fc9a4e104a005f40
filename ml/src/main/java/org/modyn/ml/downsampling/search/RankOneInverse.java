package org.modyn.ml.downsampling.search;

/**
 * The inverse of the matrix {@code r I + sum of v v'} while vectors v are added to it, r > 0
 * (Sherman and Morrison, 1950). It is never factorized: an addition takes O(width x min(width,
 * additions)). Memory of {@code 8 width min(width, additions)} bytes.
 */
final class RankOneInverse {
  private final int width;
  private final double ridge;

  /** The inverse, if it is smaller than the decrements; otherwise null. */
  private final double[][] inverse;

  private final double[][] decrements;
  private int additions;

  /**
   * @param additions the most vectors that will be added
   */
  RankOneInverse(int width, double ridge, int additions) {
    this.width = width;
    this.ridge = ridge;
    if (additions <= width) {
      this.inverse = null;
      this.decrements = new double[additions][];
    } else {
      this.inverse = new double[width][width];
      this.decrements = null;
      for (int index = 0; index < width; index++) {
        inverse[index][index] = 1 / ridge;
      }
    }
  }

  /**
   * Adds a vector.
   *
   * @return w, where {@code w w'} is the matrix by which the inverse has decreased; not changed by
   *     the caller
   */
  double[] add(double[] vector) {
    double[] decrement = multiply(vector);
    scale(decrement, 1 / Math.sqrt(1 + dot(vector, decrement)));
    if (inverse == null) {
      decrements[additions] = decrement;
    } else {
      for (int index = 0; index < width; index++) {
        addMultiple(inverse[index], -decrement[index], decrement);
      }
    }
    additions++;
    return decrement;
  }

  private double[] multiply(double[] vector) {
    double[] product = new double[width];
    if (inverse != null) {
      for (int index = 0; index < width; index++) {
        product[index] = dot(inverse[index], vector);
      }
      return product;
    }
    addMultiple(product, 1 / ridge, vector);
    for (int addition = 0; addition < additions; addition++) {
      double[] decrement = decrements[addition];
      addMultiple(product, -dot(decrement, vector), decrement);
    }
    return product;
  }

  static void scale(double[] vector, double factor) {
    for (int index = 0; index < vector.length; index++) {
      vector[index] *= factor;
    }
  }

  static void addMultiple(double[] sum, double factor, double[] vector) {
    for (int index = 0; index < sum.length; index++) {
      sum[index] += factor * vector[index];
    }
  }

  static double dot(double[] vector, double[] other) {
    double first = 0;
    double second = 0;
    double third = 0;
    double fourth = 0;
    int index = 0;
    for (; index + 3 < vector.length; index += 4) {
      first += vector[index] * other[index];
      second += vector[index + 1] * other[index + 1];
      third += vector[index + 2] * other[index + 2];
      fourth += vector[index + 3] * other[index + 3];
    }
    for (; index < vector.length; index++) {
      first += vector[index] * other[index];
    }
    return first + second + (third + fourth);
  }
}
