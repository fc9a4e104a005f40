package org.modyn.ml.downsampling.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class LinearAlgebraTest {
  /** For fewer vectors than their width, and for more. */
  @Property(tries = 100)
  void decrementsSumUpToTheInverse(
      @ForAll @IntRange(min = 1, max = 12) int width,
      @ForAll @IntRange(min = 1, max = 30) int additions,
      @ForAll long seed) {
    double ridge = 0.25;
    SplittableRandom random = new SplittableRandom(seed);
    RankOneInverse inverse = new RankOneInverse(width, ridge, additions);
    double[] vector = random.doubles(width).toArray();
    // The products of the matrix's inverse, and of the matrix, with the vector.
    double[] solution = new double[width];
    RankOneInverse.addMultiple(solution, 1 / ridge, vector);
    double[][] vectors = new double[additions][];
    for (int addition = 0; addition < additions; addition++) {
      vectors[addition] = random.doubles(width, -1, 1).toArray();
      double[] decrement = inverse.add(vectors[addition]);
      RankOneInverse.addMultiple(solution, -RankOneInverse.dot(decrement, vector), decrement);
    }
    double[] product = new double[width];
    RankOneInverse.addMultiple(product, ridge, solution);
    for (double[] added : vectors) {
      RankOneInverse.addMultiple(product, RankOneInverse.dot(added, solution), added);
    }
    for (int index = 0; index < width; index++) {
      assertThat(product[index]).isCloseTo(vector[index], within(1e-11));
    }
  }

  /** The conditions of Karush, Kuhn and Tucker, which only the optimal weights fulfil. */
  @Property(tries = 300)
  void weightsAreOptimal(
      @ForAll @IntRange(min = 1, max = 40) int rows,
      @ForAll @IntRange(min = 1, max = 12) int columns,
      @ForAll @IntRange(min = -2, max = 3) int exponent,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double ridge = Math.pow(10, exponent);
    double[][] vectors = new double[rows][];
    for (int row = 0; row < rows; row++) {
      vectors[row] =
          row > 0 && random.nextInt(8) == 0
              ? vectors[row - 1]
              : random.doubles(columns, -1, 1).toArray();
    }
    double[] target = random.doubles(columns, -1, 1).toArray();
    double[] weights = NonNegativeRidge.solve(vectors, target, ridge);
    double[] residual = target.clone();
    for (int row = 0; row < rows; row++) {
      RankOneInverse.addMultiple(residual, -weights[row], vectors[row]);
    }
    for (int row = 0; row < rows; row++) {
      double slope = RankOneInverse.dot(vectors[row], residual) - ridge * weights[row];
      assertThat(weights[row]).isNotNegative();
      if (weights[row] > 0) {
        assertThat(slope).isCloseTo(0, within(1e-8));
      } else {
        assertThat(slope).isLessThan(1e-8);
      }
    }
  }
}
