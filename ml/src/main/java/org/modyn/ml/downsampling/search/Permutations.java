package org.modyn.ml.downsampling.search;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Random permutations of row numbers, by the algorithm of Fisher and Yates. */
public final class Permutations {
  private Permutations() {}

  /** Returns the numbers from 0 to {@code size - 1} in random order; takes 4 bytes a number. */
  public static int[] random(int size, RandomGenerator random) {
    return prefix(size, size, random);
  }

  /**
   * Returns different random numbers from 0 to {@code size - 1}: the first {@code count} of a
   * random permutation. Takes 4 bytes for each of the {@code size} numbers.
   */
  public static int[] prefix(int size, int count, RandomGenerator random) {
    if (count < 0 || count > size) {
      throw new IllegalArgumentException("count is " + count + ", size is " + size);
    }
    int[] numbers = new int[size];
    for (int index = 0; index < size; index++) {
      numbers[index] = index;
    }
    for (int index = 0; index < count; index++) {
      int other = index + random.nextInt(size - index);
      int number = numbers[index];
      numbers[index] = numbers[other];
      numbers[other] = number;
    }
    return count == size ? numbers : Arrays.copyOf(numbers, count);
  }
}
