package org.modyn.ml.input;

import ai.djl.ndarray.NDArray;
import org.modyn.ml.tensor.TensorSpecification;

/**
 * A transformation that runs once per batch, on the device of the batch's arrays. Immutable and
 * safe for concurrent use.
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
