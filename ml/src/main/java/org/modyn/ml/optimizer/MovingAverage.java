package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.Scalar;

/**
 * Exponential moving averages with one decay: a new value has the weight {@code 1 - decay}, the
 * previous average the weight {@code decay}.
 */
final class MovingAverage {
  private final Scalar kept;
  private final Scalar added;
  private double decay;

  /**
   * @param manager owns the scalars
   */
  MovingAverage(NDManager manager, double decay) {
    this.kept = new Scalar(manager, 0);
    this.added = new Scalar(manager, 0);
    setDecay(decay);
  }

  double decay() {
    return decay;
  }

  void setDecay(double decay) {
    this.decay = decay;
    kept.set(decay);
    added.set(1 - decay);
  }

  /** {@code 1 - decay}, the weight of a new value, as an operand. */
  NDArray added() {
    return added.array();
  }

  /**
   * {@code 1 - decay^steps}: the bias correction of an average that started at zero, after this
   * number of values.
   */
  double correction(long steps) {
    return 1 - Math.pow(decay, steps);
  }

  /** Adds a value to an average. The value is not changed. */
  void add(NDArray average, NDArray value) {
    try (NDArray change = Operations.subtract(value, average)) {
      Operations.multiplyInPlace(change, added.array());
      Operations.addInPlace(average, change);
    }
  }

  /** Adds the square of a value to an average. The value is not changed. */
  void addSquare(NDArray average, NDArray value) {
    try (NDArray square = Operations.multiply(value, value)) {
      Operations.multiplyInPlace(square, added.array());
      Operations.multiplyInPlace(average, kept.array());
      Operations.addInPlace(average, square);
    }
  }
}
