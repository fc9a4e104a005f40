package org.modyn.ml.nn;

/** How the first weights of a layer are drawn. */
public sealed interface Initialization {
  /**
   * All elements alike.
   *
   * @param value of each
   */
  record Constant(double value) implements Initialization {}

  /**
   * Uniform between {@code -bound} and {@code bound}.
   *
   * @param bound exclusive
   */
  record Uniform(double bound) implements Initialization {}

  /**
   * Normal with mean 0.
   *
   * @param deviation the standard deviation
   */
  record Normal(double deviation) implements Initialization {}

  static Initialization zeros() {
    return new Constant(0);
  }

  static Initialization ones() {
    return new Constant(1);
  }

  static Initialization uniform(double bound) {
    return new Uniform(bound);
  }

  static Initialization normal(double deviation) {
    return new Normal(deviation);
  }
}
