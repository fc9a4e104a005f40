package org.modyn.ml.downsampling.search;

import static java.util.Objects.requireNonNull;

/**
 * The sum of the similarities of the set's elements to all elements, minus that of the similarities
 * of all pairs within the set (Iyer et al., ALT 2021, section 2: graph cut with lambda 1), where
 * similarities are those of {@link Directions}. The first part favours elements that are similar to
 * many, the second one sets without similar elements.
 *
 * <p>The sum of similarities to a set is a product with the sum of its directions, so that no pair
 * of all elements is compared: a new element changes the gains of all others in O(n x columns), and
 * gains are looked up. A gain is in whole units of 2^-30, so that those of two elements whose
 * similarities are equal do not differ by rounding. Memory of 16 bytes per element.
 */
final class GraphCut implements SetFunction {
  private final Directions directions;
  private final double[] gains;
  private final double[] products;

  GraphCut(Directions directions) {
    this.directions = requireNonNull(directions, "directions is null");
    this.products = new double[directions.size()];
    this.gains = new double[directions.size()];
    directions.products(directions.sum(), products);
    for (int element = 0; element < gains.length; element++) {
      gains[element] =
          0.5 * gains.length + 0.5 * products[element] - directions.ownSimilarity(element);
    }
  }

  @Override
  public int size() {
    return gains.length;
  }

  @Override
  public double gain(int element) {
    return Math.rint(gains[element] * PairwiseMatrix.LARGEST);
  }

  @Override
  public void add(int element) {
    directions.products(directions.direction(element), products);
    for (int other = 0; other < gains.length; other++) {
      // Rounding must not make a similarity negative, which would increase the gain.
      gains[other] -= 2 * Math.max(0, 0.5 + 0.5 * products[other]);
    }
  }
}
