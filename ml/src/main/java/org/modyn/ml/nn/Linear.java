package org.modyn.ml.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.modyn.ml.tensor.LayerOperations;

/**
 * {@code torch.nn.Linear}: {@code [..., inputs]} to {@code [..., outputs]}. Parameters: {@code
 * weight [outputs, inputs]} and {@code bias [outputs]}.
 */
public final class Linear extends Layer {
  private final NDArray weight;
  private final NDArray bias;

  /** With torch's first weights: uniform in {@code +-1 / sqrt(inputs)}, weights and biases. */
  public Linear(ModelContext context, long inputs, long outputs) {
    this(
        context,
        inputs,
        outputs,
        Initialization.uniform(1 / Math.sqrt(inputs)),
        Initialization.uniform(1 / Math.sqrt(inputs)));
  }

  public Linear(
      ModelContext context,
      long inputs,
      long outputs,
      Initialization weights,
      Initialization biases) {
    super(context);
    weight = parameter("weight", context.draw(weights, new Shape(outputs, inputs)));
    bias = parameter("bias", context.draw(biases, new Shape(outputs)));
  }

  @Override
  public NDArray forward(NDArray input) {
    NDManager scratch = input.getManager();
    return LayerOperations.linear(
        context().lower(input, scratch),
        context().lower(weight, scratch),
        context().lower(bias, scratch));
  }
}
