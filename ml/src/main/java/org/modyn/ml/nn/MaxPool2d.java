package org.modyn.ml.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.modyn.ml.tensor.LayerOperations;

/** {@code torch.nn.MaxPool2d}: the largest element of each square window of a channel. */
public final class MaxPool2d extends Layer {
  private final Shape kernel;
  private final Shape stride;
  private final Shape padding;

  public MaxPool2d(ModelContext context, long kernel, long stride, long padding) {
    super(context);
    this.kernel = new Shape(kernel, kernel);
    this.stride = new Shape(stride, stride);
    this.padding = new Shape(padding, padding);
  }

  @Override
  public NDArray forward(NDArray input) {
    return LayerOperations.maxPool(input, kernel, stride, padding);
  }
}
