package org.modyn.ml.random;

/**
 * Random numbers for a sequence of samples. The numbers depend only on the seed, the epoch and the
 * sample's key, so that a sample is augmented in the same way regardless of the thread that loads
 * it, and differently in the next epoch. It is a SplitMix64 generator that is reseeded for each
 * sample; it creates no objects.
 *
 * <p>Not safe for concurrent use.
 */
public final class SampleRandom {
  private static final double UNIT = 0x1.0p-53;

  private final long seed;
  private long state;

  public SampleRandom(long seed) {
    this.seed = seed;
  }

  /**
   * Starts the numbers of a sample.
   *
   * @param epoch from 0
   */
  public void start(int epoch, long key) {
    state = SplitMix64.seed(seed, epoch, key);
  }

  /** 64 random bits. */
  public long nextLong() {
    state += SplitMix64.GAMMA;
    return SplitMix64.finish(state);
  }

  /** Uniform in [0, 1), a multiple of 2^-53. */
  public double nextDouble() {
    return (nextLong() >>> 11) * UNIT;
  }

  /** Uniform between two numbers. */
  public double nextDouble(double from, double to) {
    return from + (to - from) * nextDouble();
  }

  /**
   * Uniform in 0 to {@code bound - 1}; a number is at most 2^-32 more probable than another.
   *
   * @param bound at least 1
   */
  public int nextInt(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("bound is " + bound);
    }
    return (int) ((nextLong() >>> 32) * bound >>> 32);
  }
}
