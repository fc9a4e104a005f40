package org.modyn.selector.sampling;

/**
 * A counter-based random number generator: the number of a position depends on the seed and the
 * position alone, so that several scans over the same samples see the same numbers without storing
 * them.
 */
public final class CounterBasedRandom {
  private static final double UNIT = 0x1.0p-53;

  private final long seed;

  public CounterBasedRandom(long seed) {
    this.seed = seed;
  }

  /** Returns the random number of a position, uniform on the open interval (0, 1). */
  public double at(long position) {
    return ((mix(seed + position * 0x9E3779B97F4A7C15L) >>> 11) + 0.5) * UNIT;
  }

  /**
   * The output function of SplitMix64: Steele, Lea and Flood, Fast splittable pseudorandom number
   * generators, OOPSLA 2014, figure 16.
   */
  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
