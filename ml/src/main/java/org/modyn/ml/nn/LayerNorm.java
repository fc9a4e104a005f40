package org.modyn.ml.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.modyn.ml.tensor.LayerOperations;

/**
 * {@code torch.nn.LayerNorm} (Ba, Kiros and Hinton, "Layer Normalization", arXiv:1607.06450) over
 * the last dimension.
 */
public final class LayerNorm extends Layer {
  private final Shape shape;
  private final double epsilon;
  private final NDArray weight;
  private final NDArray bias;

  /**
   * @param size of the last dimension
   * @param epsilon added to the variance
   */
  public LayerNorm(ModelContext context, long size, double epsilon) {
    super(context);
    this.shape = new Shape(size);
    this.epsilon = epsilon;
    weight = parameter("weight", context.draw(Initialization.ones(), shape));
    bias = parameter("bias", context.draw(Initialization.zeros(), shape));
  }

  @Override
  public NDArray forward(NDArray input) {
    return LayerOperations.layerNorm(context().raise(input), shape, weight, bias, epsilon);
  }
}
