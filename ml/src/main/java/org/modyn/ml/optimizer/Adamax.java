package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.Scalar;

/**
 * Adamax (Kingma and Ba, "Adam: A Method for Stochastic Optimization", arXiv:1412.6980, algorithm
 * 2): Adam that divides by a decaying maximum of the gradients' sizes. Remembers {@code exp_avg}
 * and {@code exp_inf}.
 */
final class Adamax extends MomentRule {
  private static final String AVERAGE = "exp_avg";
  private static final String LARGEST = "exp_inf";

  private final Scalar largestKept;
  private final Scalar epsilon;
  private final Scalar stepSize;

  Adamax(NDManager manager, AdamaxOptions options) {
    super(
        manager,
        options.lr(),
        options.averages(),
        WeightDecay.ofGradient(options.weightDecay()),
        options.maximize());
    this.largestKept = scalar(options.averages().betas().second());
    this.epsilon = scalar(options.averages().eps());
    this.stepSize = scalar(0);
  }

  @Override
  protected List<String> arrays() {
    return List.of(AVERAGE, LARGEST);
  }

  @Override
  protected void update(ParameterState state, NDArray gradient) {
    NDArray average = state.array(AVERAGE);
    gradients().add(average, gradient);
    NDArray largest = state.array(LARGEST);
    Operations.multiplyInPlace(largest, largestKept.array());
    try (NDArray size = Operations.absolute(gradient)) {
      Operations.addInPlace(size, epsilon.array());
      largest = state.replace(LARGEST, Operations.maximum(largest, size));
    }
    stepSize.set(learningRate() / gradients().correction(state.steps()));
    try (NDArray change = Operations.multiply(average, stepSize.array())) {
      Operations.divideInPlace(change, largest);
      Operations.subtractInPlace(state.parameter(), change);
    }
  }
}
