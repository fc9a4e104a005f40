package org.modyn.ml.model;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import org.modyn.ml.nn.Activation;
import org.modyn.ml.nn.Initialization;
import org.modyn.ml.nn.Layer;
import org.modyn.ml.nn.Linear;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.nn.Sequential;

/**
 * The fully connected layers of a {@link Dlrm}, each followed by a ReLU. The parts are {@code
 * layers.0}, {@code layers.1}, ...: activations count, as in a {@code torch.nn.Sequential}.
 */
final class DlrmMlp extends Layer {
  private final Sequential layers;
  private final long outputs;

  /**
   * @param inputs the last dimension of the input
   * @param sizes outputs of the layers; may be empty
   */
  DlrmMlp(ModelContext context, long inputs, List<Integer> sizes) {
    super(context);
    List<Layer> parts = new ArrayList<>();
    long width = inputs;
    for (int size : sizes) {
      parts.add(hidden(context, width, size));
      parts.add(new Activation(context, Activation.Function.RELU));
      width = size;
    }
    layers = child("layers", new Sequential(context, parts));
    outputs = width;
  }

  /** Normal with variance {@code 2 / (inputs + outputs)}; biases with {@code 1 / outputs}. */
  private static Linear hidden(ModelContext context, long inputs, long outputs) {
    return new Linear(
        context,
        inputs,
        outputs,
        Initialization.normal(Math.sqrt(2.0 / (inputs + outputs))),
        Initialization.normal(Math.sqrt(1.0 / outputs)));
  }

  /** The last dimension of the output. */
  long outputs() {
    return outputs;
  }

  @Override
  public NDArray forward(NDArray input) {
    return layers.forward(input);
  }
}
