package org.modyn.ml.input;

import ai.djl.ndarray.NDArray;
import org.modyn.ml.tensor.TensorSpecification;

/**
 * A transformation that runs once a batch, on the device of the batch's arrays. Immutable, and used
 * by many threads at a time.
 */
interface BatchTransform {
  /** The tensor that the transformation returns. */
  TensorSpecification output();

  /**
   * Transforms the samples of a batch.
   *
   * @param input {@code [batch, ...]}; not changed
   * @return an array of the input's manager, or the input itself
   */
  NDArray apply(NDArray input);
}
