package org.modyn.ml.nn;

import ai.djl.ndarray.NDArray;

/** A module that computes one array from another. */
public abstract class Layer extends Module {
  protected Layer(ModelContext context) {
    super(context);
  }

  /**
   * Computes the output of a batch.
   *
   * @param input {@code [batch, ...]}
   * @return in the manager of the input
   */
  public abstract NDArray forward(NDArray input);
}
