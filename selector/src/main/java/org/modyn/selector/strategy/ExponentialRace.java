package org.modyn.selector.strategy;

import static java.util.Objects.requireNonNull;

/**
 * A race that every sample runs: its time is exponentially distributed with its weight as the rate,
 * so that who comes first is drawn by weight, who comes second is drawn by weight among the others,
 * and so on. See Efraimidis and Spirakis, Weighted random sampling with a reservoir, Information
 * Processing Letters 97 (2006).
 */
final class ExponentialRace {
  private final PositionRandom random;
  private final Decay decay;
  private final long newest;

  /**
   * @param newest the largest timestamp, from which ages count
   */
  ExponentialRace(PositionRandom random, Decay decay, long newest) {
    this.random = requireNonNull(random, "random is null");
    this.decay = requireNonNull(decay, "decay is null");
    this.newest = newest;
  }

  /**
   * Returns the sample's time, as an integer that orders times as they are: the logarithm, as the
   * time of an old sample has no double.
   */
  long time(long position, long timestamp) {
    double logarithm =
        Math.log(-Math.log(random.at(position))) + decay.inverseLogarithm(newest - timestamp);
    long bits = Double.doubleToLongBits(logarithm);
    return bits < 0 ? bits ^ Long.MAX_VALUE : bits;
  }
}
