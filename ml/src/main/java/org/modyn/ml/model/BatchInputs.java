package org.modyn.ml.model;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * The samples of a batch as inputs of a model.
 *
 * @param tensors {@code [batch, ...shape]} for each of the model's inputs, by name
 * @param keys the samples' keys; may be longer than the batch
 * @param size the number of samples
 */
public record BatchInputs(Map<String, NDArray> tensors, long[] keys, int size) {
  /**
   * @throws IllegalStateException when there is no such input
   */
  public NDArray tensor(String name) {
    NDArray tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalStateException("the batch has no " + name + " but " + tensors.keySet());
    }
    return tensor;
  }
}
