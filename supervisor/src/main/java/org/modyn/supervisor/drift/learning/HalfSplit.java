package org.modyn.supervisor.drift.learning;

import java.util.Arrays;

/**
 * A random split of samples into halves, always the same for a number of samples: scikit-learn's
 * {@code train_test_split(test_size=0.5, random_state=42)}. O(n) time.
 */
public final class HalfSplit {
  private static final long RANDOM_STATE = 42;

  private final int[] permutation;
  private final int testSize;

  private HalfSplit(int[] permutation, int testSize) {
    this.permutation = permutation;
    this.testSize = testSize;
  }

  /** Splits a number of samples. */
  public static HalfSplit of(int samples) {
    return new HalfSplit(
        new MersenneTwister(RANDOM_STATE).permutation(samples), Math.ceilDiv(samples, 2));
  }

  /** Returns the samples to train with, in random order. */
  public int[] train() {
    return Arrays.copyOfRange(permutation, testSize, permutation.length);
  }

  /**
   * Returns the samples to test with, in random order; one more than others if the number is odd.
   */
  public int[] test() {
    return Arrays.copyOf(permutation, testSize);
  }
}
