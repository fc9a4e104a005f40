package org.modyn.ml.downsampling.search;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Matrices of random numbers. */
final class Matrices {
  static final MemoryLimit NO_MEMORY = new MemoryLimit(0);
  static final MemoryLimit MEMORY = new MemoryLimit(1 << 30);

  private Matrices() {}

  /**
   * Rows of numbers of the normal distribution; a part of the rows is zero, or like another row.
   */
  static float[][] random(int rows, int columns, double unusual, long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    float[][] numbers = new float[rows][columns];
    for (int row = 0; row < rows; row++) {
      if (random.nextDouble() < unusual) {
        numbers[row] = random.nextBoolean() ? numbers[random.nextInt(row + 1)] : numbers[row];
        continue;
      }
      for (int column = 0; column < columns; column++) {
        numbers[row][column] = (float) random.nextGaussian();
      }
    }
    return numbers;
  }

  static MemorySegment segment(float[][] numbers) {
    int columns = numbers[0].length;
    MemorySegment segment = Arena.ofAuto().allocate((long) Float.BYTES * numbers.length * columns);
    for (int row = 0; row < numbers.length; row++) {
      MemorySegment.copy(
          numbers[row],
          0,
          segment,
          ValueLayout.JAVA_FLOAT_UNALIGNED,
          (long) Float.BYTES * columns * row,
          columns);
    }
    return segment;
  }

  static FeatureMatrix matrix(float[][] numbers, MemoryLimit limit) {
    return FeatureMatrix.of(segment(numbers), numbers.length, numbers[0].length, limit);
  }
}
