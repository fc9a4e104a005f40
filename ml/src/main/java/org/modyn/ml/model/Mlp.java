package org.modyn.ml.model;

import static org.modyn.ml.tensor.TensorDataType.FLOAT32;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import org.modyn.ml.nn.Activation;
import org.modyn.ml.nn.Dropout;
import org.modyn.ml.nn.Layer;
import org.modyn.ml.nn.Linear;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.nn.Sequential;
import org.modyn.ml.tensor.Operations;

/**
 * A multilayer perceptron: fully connected layers, each but the last followed by an activation
 * function and, when it is configured, dropout. The first choice for tables of numbers.
 *
 * <p>Input: {@code data [batch, sizes[0]]}, floating. Output: logits {@code [batch]} when the last
 * size is 1, else {@code [batch, outputs]}; the embedding is the input of the last layer.
 *
 * <p>Parameters have the names of a {@code torch.nn.Sequential} called {@code layers} that holds
 * the same layers: {@code layers.0.weight}, and for the next layer {@code layers.2.weight}, or
 * {@code layers.3.weight} with dropout. Weights and biases begin as torch's do, uniform in {@code
 * +-1 / sqrt(inputs)}.
 */
final class Mlp extends Model {
  private final MlpOptions options;
  private final List<Layer> hidden;
  private final Layer last;

  Mlp(ModelContext context, MlpOptions options) {
    super(context);
    this.options = options;
    List<Layer> layers = new ArrayList<>();
    List<Integer> sizes = options.sizes();
    for (int layer = 1; layer < sizes.size(); layer++) {
      layers.add(new Linear(context, sizes.get(layer - 1), sizes.get(layer)));
      if (layer < sizes.size() - 1) {
        layers.add(new Activation(context, options.activation()));
        if (options.dropout() > 0) {
          layers.add(new Dropout(context, options.dropout()));
        }
      }
    }
    child("layers", new Sequential(context, layers));
    hidden = List.copyOf(layers.subList(0, layers.size() - 1));
    last = layers.getLast();
  }

  @Override
  public List<ModelInput> inputs() {
    return List.of(
        new ModelInput(ModelInput.DATA, FLOAT32, List.of(options.sizes().getFirst().longValue())));
  }

  @Override
  public ModelOutput forward(BatchInputs inputs) {
    NDArray embedding = inputs.tensor(ModelInput.DATA);
    for (Layer layer : hidden) {
      embedding = layer.forward(embedding);
    }
    NDArray logits = last.forward(embedding);
    return new ModelOutput(
        options.sizes().getLast() == 1 ? Operations.reshape(logits, inputs.size()) : logits,
        embedding);
  }
}
