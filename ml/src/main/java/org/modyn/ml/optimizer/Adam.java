package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.Scalar;

/**
 * Adam (Kingma and Ba, "Adam: A Method for Stochastic Optimization", arXiv:1412.6980, algorithm 1),
 * AMSGrad (Reddi, Kale and Kumar, "On the Convergence of Adam and Beyond", arXiv:1904.09237) and,
 * with decoupled weight decay, AdamW.
 *
 * <p>The bias corrections are folded into the learning rate and epsilon, as section 2 of the first
 * paper describes, so that they cost no operation on arrays. Remembers {@code exp_avg}, {@code
 * exp_avg_sq} and, for AMSGrad, {@code max_exp_avg_sq}.
 */
final class Adam extends MomentRule {
  private static final String AVERAGE = "exp_avg";
  private static final String AVERAGE_SQUARE = "exp_avg_sq";
  private static final String LARGEST_SQUARE = "max_exp_avg_sq";

  private final double epsilon;
  private final boolean amsgrad;
  private final Scalar stepSize;
  private final Scalar stepEpsilon;

  Adam(
      NDManager manager,
      double learningRate,
      AdamAverages averages,
      WeightDecay weightDecay,
      boolean amsgrad,
      boolean maximizes) {
    super(manager, learningRate, averages, weightDecay, maximizes);
    this.epsilon = averages.eps();
    this.amsgrad = amsgrad;
    this.stepSize = scalar(0);
    this.stepEpsilon = scalar(0);
  }

  @Override
  protected List<String> arrays() {
    return amsgrad
        ? List.of(AVERAGE, AVERAGE_SQUARE, LARGEST_SQUARE)
        : List.of(AVERAGE, AVERAGE_SQUARE);
  }

  @Override
  protected void update(ParameterState state, NDArray gradient) {
    NDArray average = state.array(AVERAGE);
    NDArray square = state.array(AVERAGE_SQUARE);
    gradients().add(average, gradient);
    squares().addSquare(square, gradient);
    double squareCorrection = Math.sqrt(squares().correction(state.steps()));
    stepSize.set(learningRate() * squareCorrection / gradients().correction(state.steps()));
    stepEpsilon.set(epsilon * squareCorrection);
    try (NDArray divisor = Operations.squareRoot(amsgrad ? largest(state, square) : square);
        NDArray change = Operations.multiply(average, stepSize.array())) {
      Operations.addInPlace(divisor, stepEpsilon.array());
      Operations.divideInPlace(change, divisor);
      Operations.subtractInPlace(state.parameter(), change);
    }
  }

  private static NDArray largest(ParameterState state, NDArray square) {
    return state.replace(LARGEST_SQUARE, Operations.maximum(state.array(LARGEST_SQUARE), square));
  }
}
