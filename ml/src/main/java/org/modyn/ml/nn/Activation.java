package org.modyn.ml.nn;

import ai.djl.ndarray.NDArray;
import java.util.function.UnaryOperator;
import org.modyn.ml.tensor.LayerOperations;
import org.modyn.ml.tensor.Operations;

/** An elementwise function without parameters. */
public final class Activation extends Layer {
  /** Which function. */
  public enum Function {
    /** {@code max(0, x)}. */
    RELU(LayerOperations::relu),
    /** {@code x * P(X <= x)} for a standard normal X, exactly. */
    GELU(LayerOperations::gelu),
    SIGMOID(LayerOperations::sigmoid),
    TANH(LayerOperations::tanh),
    /** {@code x * sigmoid(x)}, also called swish. */
    SILU(input -> Operations.multiply(input, LayerOperations.sigmoid(input))),
    /** {@code x} where positive, else {@code x / 100}. */
    LEAKY_RELU(LayerOperations::leakyRelu);

    private final UnaryOperator<NDArray> operation;

    Function(UnaryOperator<NDArray> operation) {
      this.operation = operation;
    }
  }

  private final Function function;

  public Activation(ModelContext context, Function function) {
    super(context);
    this.function = function;
  }

  @Override
  public NDArray forward(NDArray input) {
    return function.operation.apply(input);
  }
}
