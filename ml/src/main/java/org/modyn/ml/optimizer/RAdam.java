package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.Scalar;

/**
 * RAdam (Liu et al., "On the Variance of the Adaptive Learning Rate and Beyond", arXiv:1908.03265,
 * algorithm 2): plain momentum while the average square is of too few gradients to be relied on,
 * and Adam with a rectified learning rate afterwards. Remembers {@code exp_avg} and {@code
 * exp_avg_sq}.
 */
final class RAdam extends MomentRule {
  private static final String AVERAGE = "exp_avg";
  private static final String AVERAGE_SQUARE = "exp_avg_sq";

  /** The shortest average, in gradients, that is relied on; the paper has 4, torch 5. */
  private static final double SHORTEST_AVERAGE = 5;

  private final Scalar epsilon;
  private final Scalar stepSize;

  RAdam(NDManager manager, RAdamOptions options) {
    super(
        manager,
        options.lr(),
        options.averages(),
        new WeightDecay(options.weightDecay(), options.decoupledWeightDecay()),
        options.maximize());
    this.epsilon = scalar(options.averages().eps());
    this.stepSize = scalar(0);
  }

  @Override
  protected List<String> arrays() {
    return List.of(AVERAGE, AVERAGE_SQUARE);
  }

  @Override
  protected void update(ParameterState state, NDArray gradient) {
    NDArray average = state.array(AVERAGE);
    NDArray square = state.array(AVERAGE_SQUARE);
    gradients().add(average, gradient);
    squares().addSquare(square, gradient);
    double longest = 2 / (1 - squares().decay()) - 1;
    double squareCorrection = squares().correction(state.steps());
    double length =
        longest - 2 * state.steps() * Math.pow(squares().decay(), state.steps()) / squareCorrection;
    double size = learningRate() / gradients().correction(state.steps());
    if (length > SHORTEST_AVERAGE) {
      stepSize.set(size * rectification(length, longest) * Math.sqrt(squareCorrection));
      descendAdaptively(state.parameter(), average, square);
    } else {
      stepSize.set(size);
      try (NDArray change = Operations.multiply(average, stepSize.array())) {
        Operations.subtractInPlace(state.parameter(), change);
      }
    }
  }

  private static double rectification(double length, double longest) {
    return Math.sqrt(
        (length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length));
  }

  private void descendAdaptively(NDArray parameter, NDArray average, NDArray square) {
    try (NDArray divisor = Operations.squareRoot(square);
        NDArray change = Operations.multiply(average, stepSize.array())) {
      Operations.addInPlace(divisor, epsilon.array());
      Operations.divideInPlace(change, divisor);
      Operations.subtractInPlace(parameter, change);
    }
  }
}
