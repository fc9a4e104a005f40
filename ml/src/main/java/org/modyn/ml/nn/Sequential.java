package org.modyn.ml.nn;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;

/** Layers one after the other. */
public final class Sequential extends Layer {
  private final List<Layer> layers = new ArrayList<>();

  /**
   * Creates a sequence of layers that are named by their index, from 0, as in {@code
   * torch.nn.Sequential}.
   */
  public Sequential(ModelContext context, List<? extends Layer> layers) {
    super(context);
    for (Layer layer : layers) {
      add(String.valueOf(this.layers.size()), layer);
    }
  }

  /** Creates a sequence of named layers. */
  public Sequential(ModelContext context, SequencedMap<String, ? extends Layer> layers) {
    super(context);
    layers.forEach(this::add);
  }

  private void add(String name, Layer layer) {
    layers.add(child(name, layer));
  }

  @Override
  public NDArray forward(NDArray input) {
    NDArray output = input;
    for (Layer layer : layers) {
      output = layer.forward(output);
    }
    return output;
  }
}
