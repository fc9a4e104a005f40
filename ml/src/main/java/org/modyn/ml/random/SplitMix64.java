package org.modyn.ml.random;

/**
 * The mixing function of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number
 * generators, OOPSLA 2014, section 5), for seeds derived from several numbers, and its sequence.
 */
public final class SplitMix64 {
  static final long GAMMA = 0x9E3779B97F4A7C15L;

  private SplitMix64() {}

  /** A bijection in which each bit of the argument changes about half of the result's bits. */
  public static long mix(long value) {
    return finish(value + GAMMA);
  }

  /**
   * A number of the generator's sequence.
   *
   * @param position from 0
   */
  public static long at(long seed, long position) {
    return finish(seed + (position + 1) * GAMMA);
  }

  /** A seed from three numbers, far apart for neighbouring ones. */
  public static long seed(long first, long second, long third) {
    return mix(mix(mix(first) + second) + third);
  }

  static long finish(long state) {
    long z = state;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
