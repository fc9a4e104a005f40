package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.OptionalDouble;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.Scalar;

/**
 * Stochastic gradient descent, as the documentation of {@code torch.optim.SGD} writes it. Momentum
 * starts as the first gradient, undamped, as there. Remembers {@code momentum_buffer}, with
 * momentum only.
 */
final class Sgd extends UpdateRule {
  private static final String MOMENTUM = "momentum_buffer";

  private final Scalar momentumScalar;
  private final boolean dampens;
  private final Scalar undampened;
  private final boolean nesterov;
  private double momentum;

  Sgd(
      NDManager manager,
      double learningRate,
      double momentum,
      double dampening,
      double weightDecay,
      boolean nesterov,
      boolean maximizes) {
    super(manager, learningRate, WeightDecay.ofGradient(weightDecay), maximizes);
    this.momentumScalar = scalar(momentum);
    this.dampens = dampening != 0;
    this.undampened = scalar(1 - dampening);
    this.nesterov = nesterov;
    this.momentum = momentum;
  }

  /** Without momentum and weight decay only the rows of the gradient change. */
  @Override
  protected boolean takesSparseGradients() {
    return momentum == 0 && !decaysWeights();
  }

  @Override
  protected List<String> arrays() {
    return momentum == 0 ? List.of() : List.of(MOMENTUM);
  }

  @Override
  protected OptionalDouble momentum() {
    return OptionalDouble.of(momentum);
  }

  @Override
  protected void setMomentum(double momentum) {
    this.momentum = momentum;
    momentumScalar.set(momentum);
  }

  @Override
  protected void update(ParameterState state, NDArray gradient) {
    if (momentum == 0) {
      descend(state.parameter(), gradient);
      return;
    }
    NDArray direction = accelerate(state, gradient);
    if (nesterov) {
      try (NDArray ahead = Operations.multiply(direction, momentumScalar.array())) {
        Operations.addInPlace(gradient, ahead);
      }
      descend(state.parameter(), gradient);
    } else {
      try (NDArray change = Operations.multiply(direction, learningRateOperand())) {
        Operations.subtractInPlace(state.parameter(), change);
      }
    }
  }

  private void descend(NDArray parameter, NDArray gradient) {
    Operations.multiplyInPlace(gradient, learningRateOperand());
    Operations.subtractInPlace(parameter, gradient);
  }

  private NDArray accelerate(ParameterState state, NDArray gradient) {
    if (!state.has(MOMENTUM)) {
      NDArray direction = state.array(MOMENTUM);
      Operations.addInPlace(direction, gradient);
      return direction;
    }
    NDArray direction = state.array(MOMENTUM);
    Operations.multiplyInPlace(direction, momentumScalar.array());
    if (dampens) {
      try (NDArray added = Operations.multiply(gradient, undampened.array())) {
        Operations.addInPlace(direction, added);
      }
    } else {
      Operations.addInPlace(direction, gradient);
    }
    return direction;
  }
}
