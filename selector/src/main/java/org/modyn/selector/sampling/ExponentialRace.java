package org.modyn.selector.sampling;

import static java.util.Objects.requireNonNull;

import org.modyn.selector.weighting.ExponentialDecay;

/**
 * Weighted random sampling without replacement. Each sample gets an arrival time that is
 * exponentially distributed with its weight as the rate; the k samples with the smallest times are
 * a weighted sample of size k without replacement. See Efraimidis and Spirakis, Weighted random
 * sampling with a reservoir, Information Processing Letters 97 (2006).
 */
public final class ExponentialRace {
  private final CounterBasedRandom random;
  private final ExponentialDecay decay;
  private final long newest;

  /**
   * @param newest the largest timestamp; a sample's age is its distance from it
   */
  public ExponentialRace(CounterBasedRandom random, ExponentialDecay decay, long newest) {
    this.random = requireNonNull(random, "random is null");
    this.decay = requireNonNull(decay, "decay is null");
    this.newest = newest;
  }

  /**
   * Returns the logarithm of the sample's time, encoded as an integer of the same order. The time
   * itself would overflow a double for old samples.
   */
  public long time(long position, long timestamp) {
    double logarithm =
        Math.log(-Math.log(random.at(position))) + decay.inverseLogarithm(newest - timestamp);
    long bits = Double.doubleToLongBits(logarithm);
    return bits < 0 ? bits ^ Long.MAX_VALUE : bits;
  }
}
