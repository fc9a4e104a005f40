package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.Scalar;

/**
 * RMSprop (Hinton, lecture 6 of "Neural Networks for Machine Learning", 2012): divides by the root
 * of the average squared gradient, or, centered (Graves, arXiv:1308.0850), by the deviation from
 * the average gradient. As {@code torch.optim.RMSprop}, it adds epsilon to the root. Remembers
 * {@code square_avg}; {@code grad_avg} when centered; {@code momentum_buffer} with momentum.
 */
final class RmsProp extends UpdateRule {
  private static final String AVERAGE_SQUARE = "square_avg";
  private static final String AVERAGE = "grad_avg";
  private static final String MOMENTUM = "momentum_buffer";

  private final MovingAverage averages;
  private final Scalar epsilon;
  private final boolean centered;
  private final Scalar momentumScalar;
  private double momentum;

  RmsProp(NDManager manager, RmsPropOptions options) {
    super(manager, options.lr(), WeightDecay.ofGradient(options.weightDecay()), options.maximize());
    this.averages = new MovingAverage(manager, options.alpha());
    this.epsilon = scalar(options.eps());
    this.centered = options.centered();
    this.momentumScalar = scalar(options.momentum());
    this.momentum = options.momentum();
  }

  @Override
  protected List<String> arrays() {
    List<String> arrays = new ArrayList<>(List.of(AVERAGE_SQUARE));
    if (centered) {
      arrays.add(AVERAGE);
    }
    if (momentum > 0) {
      arrays.add(MOMENTUM);
    }
    return arrays;
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
    averages.addSquare(state.array(AVERAGE_SQUARE), gradient);
    if (centered) {
      averages.add(state.array(AVERAGE), gradient);
    }
    if (momentum == 0) {
      Operations.multiplyInPlace(gradient, learningRateOperand());
    }
    try (NDArray divisor = deviation(state)) {
      Operations.addInPlace(divisor, epsilon.array());
      Operations.divideInPlace(gradient, divisor);
    }
    if (momentum == 0) {
      Operations.subtractInPlace(state.parameter(), gradient);
    } else {
      accelerate(state, gradient);
    }
  }

  private void accelerate(ParameterState state, NDArray gradient) {
    NDArray direction = state.array(MOMENTUM);
    Operations.multiplyInPlace(direction, momentumScalar.array());
    Operations.addInPlace(direction, gradient);
    try (NDArray change = Operations.multiply(direction, learningRateOperand())) {
      Operations.subtractInPlace(state.parameter(), change);
    }
  }

  private NDArray deviation(ParameterState state) {
    NDArray square = state.array(AVERAGE_SQUARE);
    if (!centered) {
      return Operations.squareRoot(square);
    }
    NDArray average = state.array(AVERAGE);
    try (NDArray squaredAverage = Operations.multiply(average, average);
        NDArray variance = Operations.subtract(square, squaredAverage)) {
      return Operations.squareRoot(variance);
    }
  }
}
