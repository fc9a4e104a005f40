package org.modyn.ml.optimizer;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.OptionalDouble;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.Scalar;

/**
 * The update of one parameter in one step of an algorithm, with the options of one parameter group.
 *
 * <p>To add an algorithm, write a class with an {@link #update} method, and its {@link
 * OptimizerOptions}; list those in {@link Optimizers}. This class and the optimizer handle
 * gradients, weight decay, the direction, and storing the state.
 *
 * <p>Each operation takes 1 to 4 microseconds besides the computation, so an update is a sequence
 * of in-place operations with reused {@link Scalar}s. The manager of the first operand owns the
 * result: results of operations on the gradient are freed with the step, results of operations on
 * the parameter or its state must be closed.
 */
public abstract class UpdateRule {
  private final NDManager manager;
  private final WeightDecay weightDecay;
  private final boolean maximizes;
  private final Scalar learningRateScalar;
  private final Scalar decayScalar;
  private double learningRate;

  /**
   * @param manager owns the scalars
   * @param maximizes whether steps follow the gradient upwards instead of downwards
   */
  protected UpdateRule(
      NDManager manager, double learningRate, WeightDecay weightDecay, boolean maximizes) {
    this.manager = requireNonNull(manager, "manager is null");
    this.weightDecay = requireNonNull(weightDecay, "weightDecay is null");
    this.maximizes = maximizes;
    this.learningRateScalar = new Scalar(manager, 0);
    this.decayScalar = new Scalar(manager, weightDecay.factor());
    setLearningRate(learningRate);
  }

  /**
   * Updates the parameter with its gradient.
   *
   * @param state the parameter and its state; {@link ParameterState#steps} includes this step
   * @param gradient with weight decay and direction; it may be changed
   */
  protected abstract void update(ParameterState state, NDArray gradient);

  /**
   * Whether {@link #update} supports the sparse gradients of embeddings, and then changes no other
   * rows of the parameter than those of the gradient. For other rules they are converted to dense
   * ones, which takes time and memory for all rows of a table instead of those of the batch.
   */
  protected boolean takesSparseGradients() {
    return false;
  }

  /** The names of the arrays in the state of each parameter after the first step. */
  protected abstract List<String> arrays();

  /** The names of the scalars in the state of each parameter after the first step. */
  protected List<String> numbers() {
    return List.of();
  }

  /** See {@link ParameterGroup#momentum}. */
  protected OptionalDouble momentum() {
    return OptionalDouble.empty();
  }

  /** See {@link ParameterGroup#setMomentum}. */
  protected void setMomentum(double momentum) {
    throw new UnsupportedOperationException(getClass().getSimpleName() + " has no momentum");
  }

  protected final double learningRate() {
    return learningRate;
  }

  final void setLearningRate(double learningRate) {
    this.learningRate = learningRate;
    learningRateScalar.set(learningRate);
    if (weightDecay.decoupled()) {
      decayScalar.set(1 - learningRate * weightDecay.factor());
    }
  }

  /** The learning rate, as an operand. */
  protected final NDArray learningRateOperand() {
    return learningRateScalar.array();
  }

  /** Whether parameters are pulled towards zero. */
  protected final boolean decaysWeights() {
    return weightDecay.factor() != 0;
  }

  /** A number to be used as an operand again and again. */
  protected final Scalar scalar(double value) {
    return new Scalar(manager, value);
  }

  /** Performs a step of one parameter. */
  final void apply(ParameterState state, NDArray gradient) {
    state.countStep();
    if (maximizes) {
      Operations.negateInPlace(gradient);
    }
    decay(state.parameter(), gradient);
    update(state, gradient);
  }

  private void decay(NDArray parameter, NDArray gradient) {
    if (!decaysWeights()) {
      return;
    }
    if (weightDecay.decoupled()) {
      Operations.multiplyInPlace(parameter, decayScalar.array());
      return;
    }
    try (NDArray pull = Operations.multiply(parameter, decayScalar.array())) {
      Operations.addInPlace(gradient, pull);
    }
  }
}
