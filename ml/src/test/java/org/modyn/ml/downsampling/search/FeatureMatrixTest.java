package org.modyn.ml.downsampling.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class FeatureMatrixTest {
  /** With more rows than a tile has, and numbers of columns that are not a multiple of four. */
  @Property(tries = 30)
  void passesEqualSums(
      @ForAll @IntRange(min = 1, max = 2100) int size,
      @ForAll @IntRange(min = 1, max = 9) int columns,
      @ForAll long seed) {
    float[][] numbers = Matrices.random(size, columns, 0, seed);
    for (MemoryLimit limit : List.of(Matrices.MEMORY, Matrices.NO_MEMORY)) {
      FeatureMatrix matrix = Matrices.matrix(numbers, limit);
      double[] point = matrix.row(size / 2);
      double[] distances = new double[size];
      double[] products = new double[size];
      matrix.squaredDistances(point, distances);
      matrix.products(point, products);
      double[] norms = matrix.squaredNorms();
      for (int row = 0; row < size; row++) {
        double distance = 0;
        double product = 0;
        double norm = 0;
        for (int column = 0; column < columns; column++) {
          double number = numbers[row][column];
          distance += Math.pow(number - point[column], 2);
          product += number * point[column];
          norm += number * number;
        }
        assertThat(distances[row]).isCloseTo(distance, within(1e-12));
        assertThat(products[row]).isCloseTo(product, within(1e-12));
        assertThat(norms[row]).isCloseTo(norm, within(1e-12));
      }
      assertThat(distances[size / 2]).isZero();
    }
  }

  @Test
  void hasTheChosenRowsInTheirOrder() {
    float[][] numbers = {{1, 2}, {3, 4}, {5, 6}};
    FeatureMatrix matrix =
        new FeatureMatrix(Matrices.segment(numbers), 2, new int[] {2, 0}, Matrices.MEMORY);
    assertThat(matrix.size()).isEqualTo(2);
    assertThat(matrix.row(0)).containsExactly(5, 6);
    assertThat(matrix.weightedSum(new double[] {1, 10})).containsExactly(15, 26);
    double[] products = new double[2];
    matrix.products(new double[] {1, 1}, products);
    assertThat(products).containsExactly(11, 3);
  }
}
