package org.modyn.ml.downsampling.search;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/**
 * The logarithm of the determinant of the set's matrix of similarities (Iyer et al., ALT 2021,
 * section 2), which is largest for dissimilar elements; similarities are those of {@link
 * Directions}. To its diagonal 1e-6 is added: without it, the logarithm is minus infinity for all
 * sets of more elements than columns + 1, the largest rank of similarities.
 *
 * <p>The gain of an element is the logarithm of its Schur complement. The similarities are products
 * of vectors f, an element's direction and a constant, each divided by the root of 2. Therefore the
 * complement is {@code r (1 + f' (r I + F' F)^-1 f)}, r = 1e-6, with the set's vectors as rows of F
 * (the matrix inversion lemma), and an addition changes the complements of all elements in O(n x
 * columns), independent of the size of the set. Memory of 24 bytes per element, and that of {@link
 * RankOneInverse}.
 */
final class LogDeterminant implements SetFunction {
  private static final double RIDGE = 1e-6;
  private static final double ROOT_OF_HALF = Math.sqrt(0.5);

  private final Directions directions;
  private final RankOneInverse inverse;
  private final double[] forms;
  private final double[] products;

  /**
   * @param additions the most elements that will be added
   */
  LogDeterminant(Directions directions, int additions) {
    this.directions = requireNonNull(directions, "directions is null");
    this.inverse = new RankOneInverse(directions.columns() + 1, RIDGE, additions);
    this.products = new double[directions.size()];
    this.forms = new double[directions.size()];
    for (int element = 0; element < forms.length; element++) {
      forms[element] = directions.ownSimilarity(element) / RIDGE;
    }
  }

  @Override
  public int size() {
    return forms.length;
  }

  @Override
  public double gain(int element) {
    return Math.log(RIDGE * (1 + Math.max(0, forms[element])));
  }

  @Override
  public void add(int element) {
    int columns = directions.columns();
    double[] vector = Arrays.copyOf(directions.direction(element), columns + 1);
    vector[columns] = 1;
    RankOneInverse.scale(vector, ROOT_OF_HALF);
    double[] decrement = inverse.add(vector);
    directions.products(decrement, products);
    for (int other = 0; other < forms.length; other++) {
      double product = ROOT_OF_HALF * (products[other] + decrement[columns]);
      forms[other] -= product * product;
    }
  }
}
