package org.modyn.ml.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.modyn.ml.tensor.LayerOperations;

/** {@code torch.nn.AvgPool2d}: the mean of each square window of a channel. */
public final class AveragePool2d extends Layer {
  private final Shape kernel;
  private final Shape stride;

  public AveragePool2d(ModelContext context, long kernel, long stride) {
    super(context);
    this.kernel = new Shape(kernel, kernel);
    this.stride = new Shape(stride, stride);
  }

  @Override
  public NDArray forward(NDArray input) {
    return LayerOperations.averagePool(input, kernel, stride);
  }
}
