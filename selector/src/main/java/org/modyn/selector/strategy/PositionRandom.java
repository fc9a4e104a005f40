package org.modyn.selector.strategy;

/**
 * A random number for each position, the same whenever it is asked for: what need not be kept while
 * samples are gone through several times.
 */
final class PositionRandom {
  private static final double UNIT = 0x1.0p-53;

  private final long seed;

  PositionRandom(long seed) {
    this.seed = seed;
  }

  /** Uniform between 0 and 1, both excluded. */
  double at(long position) {
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
