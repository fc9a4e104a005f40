package org.modyn.ml.nn;

import ai.djl.ndarray.NDArray;
import org.modyn.ml.tensor.Operations;

/**
 * The mean of each channel: {@code [batch, channels, height, width]} to {@code [batch, channels]}.
 */
public final class GlobalAveragePool2d extends Layer {
  public GlobalAveragePool2d(ModelContext context) {
    super(context);
  }

  @Override
  public NDArray forward(NDArray input) {
    long batch = input.getShape().get(0);
    long channels = input.getShape().get(1);
    return Operations.mean(Operations.reshape(input, batch, channels, -1), 2);
  }
}
