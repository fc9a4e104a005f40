package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.Scalar;

/**
 * Adadelta (Zeiler, "ADADELTA: An Adaptive Learning Rate Method", arXiv:1212.5701, algorithm 1):
 * multiplies the gradient by the ratio of average changes to average gradients. Remembers {@code
 * square_avg} and {@code acc_delta}, the average squares of gradients and of changes.
 */
final class Adadelta extends UpdateRule {
  private static final String AVERAGE_SQUARE = "square_avg";
  private static final String AVERAGE_CHANGE = "acc_delta";

  private final MovingAverage squares;
  private final Scalar epsilon;

  Adadelta(NDManager manager, AdadeltaOptions options) {
    super(manager, options.lr(), WeightDecay.ofGradient(options.weightDecay()), options.maximize());
    this.squares = new MovingAverage(manager, options.rho());
    this.epsilon = scalar(options.eps());
  }

  @Override
  protected List<String> arrays() {
    return List.of(AVERAGE_SQUARE, AVERAGE_CHANGE);
  }

  @Override
  protected void update(ParameterState state, NDArray gradient) {
    NDArray square = state.array(AVERAGE_SQUARE);
    NDArray change = state.array(AVERAGE_CHANGE);
    squares.addSquare(square, gradient);
    try (NDArray gradientSize = size(square);
        NDArray changeSize = size(change)) {
      Operations.divideInPlace(changeSize, gradientSize);
      Operations.multiplyInPlace(gradient, changeSize);
    }
    squares.addSquare(change, gradient);
    Operations.multiplyInPlace(gradient, learningRateOperand());
    Operations.subtractInPlace(state.parameter(), gradient);
  }

  private NDArray size(NDArray averageSquare) {
    try (NDArray sum = Operations.add(averageSquare, epsilon.array())) {
      return Operations.squareRoot(sum);
    }
  }
}
