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
    return Operations.mean(input, 2, 3);
  }
}
