package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.Scalar;

/**
 * NAdam (Dozat, "Incorporating Nesterov Momentum into Adam", ICLR workshop 2016), with the rising
 * momentum of {@code torch.optim.NAdam}: {@code mu(t) = beta1 (1 - 0.96^(t decay) / 2)}. Remembers
 * {@code exp_avg}, {@code exp_avg_sq} and {@code mu_product}, the product of all mu so far.
 *
 * <p>It adapts so quickly near a minimum that rounding grows there; so operations are in the order
 * of torch, though fewer would do.
 */
final class NAdam extends MomentRule {
  private static final String AVERAGE = "exp_avg";
  private static final String AVERAGE_SQUARE = "exp_avg_sq";
  private static final String MOMENTUM_PRODUCT = "mu_product";
  private static final double RISE = 0.96;

  private final double momentumDecay;
  private final Scalar epsilon;
  private final Scalar squareCorrection;
  private final Scalar gradientSize;
  private final Scalar averageSize;

  NAdam(NDManager manager, NAdamOptions options) {
    super(
        manager,
        options.lr(),
        options.averages(),
        new WeightDecay(options.weightDecay(), options.decoupledWeightDecay()),
        options.maximize());
    this.momentumDecay = options.momentumDecay();
    this.epsilon = scalar(options.averages().eps());
    this.squareCorrection = scalar(0);
    this.gradientSize = scalar(0);
    this.averageSize = scalar(0);
  }

  @Override
  protected List<String> arrays() {
    return List.of(AVERAGE, AVERAGE_SQUARE);
  }

  @Override
  protected List<String> numbers() {
    return List.of(MOMENTUM_PRODUCT);
  }

  @Override
  protected void update(ParameterState state, NDArray gradient) {
    NDArray average = state.array(AVERAGE);
    NDArray square = state.array(AVERAGE_SQUARE);
    gradients().add(average, gradient);
    squares().addSquare(square, gradient);
    setFactors(state);
    try (NDArray corrected = Operations.divide(square, squareCorrection.array());
        NDArray divisor = Operations.squareRoot(corrected);
        NDArray ahead = Operations.multiply(average, averageSize.array())) {
      Operations.addInPlace(divisor, epsilon.array());
      Operations.multiplyInPlace(gradient, gradientSize.array());
      Operations.divideInPlace(gradient, divisor);
      Operations.subtractInPlace(state.parameter(), gradient);
      Operations.divideInPlace(ahead, divisor);
      Operations.subtractInPlace(state.parameter(), ahead);
    }
  }

  private void setFactors(ParameterState state) {
    double current = momentumAt(state.steps());
    double next = momentumAt(state.steps() + 1);
    // torch keeps the product in float32
    float product = state.number(MOMENTUM_PRODUCT, 1) * (float) current;
    state.setNumber(MOMENTUM_PRODUCT, product);
    squareCorrection.set(squares().correction(state.steps()));
    gradientSize.set(learningRate() * (1 - current) / (1 - product));
    averageSize.set(learningRate() * next / (1 - product * next));
  }

  private double momentumAt(long step) {
    return gradients().decay() * (1 - 0.5 * Math.pow(RISE, step * momentumDecay));
  }
}
