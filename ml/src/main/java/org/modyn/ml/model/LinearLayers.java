package org.modyn.ml.model;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import org.modyn.ml.tensor.Operations;

/** Fully connected layers, each followed by a ReLU, except, when asked for, the last. */
final class LinearLayers {
  private record Layer(NDArray weight, NDArray bias) {}

  private final List<Layer> layers = new ArrayList<>();
  private final boolean linearEnd;

  LinearLayers(boolean linearEnd) {
    this.linearEnd = linearEnd;
  }

  /**
   * @param weight {@code [outputs, inputs]}
   * @param bias {@code [outputs]}
   */
  void add(NDArray weight, NDArray bias) {
    layers.add(new Layer(weight, bias));
  }

  /** From {@code [batch, inputs]} of the first layer to {@code [batch, outputs]} of the last. */
  NDArray forward(NDArray input) {
    NDArray output = input;
    for (int index = 0; index < layers.size(); index++) {
      Layer layer = layers.get(index);
      output = Operations.linear(output, layer.weight(), layer.bias());
      if (!linearEnd || index < layers.size() - 1) {
        output = Operations.relu(output);
      }
    }
    return output;
  }
}
