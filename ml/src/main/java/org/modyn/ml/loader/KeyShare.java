package org.modyn.ml.loader;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.SplittableRandom;

/**
 * One worker's share of a partition: keys and, if the source uses weights, one weight per key. A
 * key takes 8 bytes, or 12 bytes with its weight.
 */
public final class KeyShare {
  private static final float[] NO_WEIGHTS = {};

  private final long[] keys;
  private final float[] weights;

  private KeyShare(long[] keys, float[] weights) {
    this.keys = keys;
    this.weights = weights;
  }

  /** A share without weights, over the given array. */
  public static KeyShare unweighted(long[] keys) {
    return new KeyShare(requireNonNull(keys, "keys is null"), NO_WEIGHTS);
  }

  /** A share over the given arrays: {@code weights[i]} is the weight of {@code keys[i]}. */
  public static KeyShare weighted(long[] keys, float[] weights) {
    if (keys.length != weights.length) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%d keys, but %d weights", keys.length, weights.length));
    }
    return new KeyShare(keys, weights);
  }

  public int size() {
    return keys.length;
  }

  /**
   * Shuffles keys and weights in place with the same permutation (Fisher-Yates): each order is
   * equally likely.
   */
  void shuffle(SplittableRandom random) {
    boolean weighted = weights.length > 0;
    for (int i = keys.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      long key = keys[i];
      keys[i] = keys[j];
      keys[j] = key;
      if (weighted) {
        float weight = weights[i];
        weights[i] = weights[j];
        weights[j] = weight;
      }
    }
  }

  /** Copies {@code length} keys from {@code from} on. */
  public void copyKeys(int from, long[] target, int to, int length) {
    System.arraycopy(keys, from, target, to, length);
  }

  /**
   * Copies {@code length} weights, starting at {@code from}. Requires a source that uses weights.
   */
  public void copyWeights(int from, float[] target, int to, int length) {
    System.arraycopy(weights, from, target, to, length);
  }
}
