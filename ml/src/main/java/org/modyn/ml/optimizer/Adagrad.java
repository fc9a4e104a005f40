package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.Scalar;

/**
 * Adagrad (Duchi, Hazan and Singer, "Adaptive Subgradient Methods for Online Learning and
 * Stochastic Optimization", 2011): divides by the root of the sum of all squared gradients.
 * Remembers {@code sum}.
 */
final class Adagrad extends UpdateRule {
  private static final String SUM = "sum";

  private final double learningRateDecay;
  private final double initialSum;
  private final Scalar epsilon;
  private final Scalar stepSize;

  Adagrad(NDManager manager, AdagradOptions options) {
    this(
        manager,
        options.lr(),
        options.lrDecay(),
        WeightDecay.ofGradient(options.weightDecay()),
        options.initialAccumulatorValue(),
        options.eps(),
        options.maximize());
  }

  Adagrad(
      NDManager manager,
      double learningRate,
      double learningRateDecay,
      WeightDecay weightDecay,
      double initialSum,
      double epsilon,
      boolean maximizes) {
    super(manager, learningRate, weightDecay, maximizes);
    this.learningRateDecay = learningRateDecay;
    this.initialSum = initialSum;
    this.epsilon = scalar(epsilon);
    this.stepSize = scalar(0);
  }

  @Override
  protected List<String> arrays() {
    return List.of(SUM);
  }

  @Override
  protected void update(ParameterState state, NDArray gradient) {
    NDArray sum = state.array(SUM, initialSum);
    try (NDArray square = Operations.multiply(gradient, gradient)) {
      Operations.addInPlace(sum, square);
    }
    stepSize.set(learningRate() / (1 + (state.steps() - 1) * learningRateDecay));
    Operations.multiplyInPlace(gradient, stepSize.array());
    try (NDArray divisor = Operations.squareRoot(sum)) {
      Operations.addInPlace(divisor, epsilon.array());
      Operations.divideInPlace(gradient, divisor);
    }
    Operations.subtractInPlace(state.parameter(), gradient);
  }
}
