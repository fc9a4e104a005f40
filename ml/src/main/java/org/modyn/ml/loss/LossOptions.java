package org.modyn.ml.loss;

import ai.djl.ndarray.NDManager;

/**
 * The options of one kind of loss, under the names of PyTorch's parameters: what stands in {@code
 * training.optimization_criterion.config}. {@link Losses#REGISTRY} lists all kinds.
 */
public interface LossOptions {
  /**
   * Makes the loss.
   *
   * @param manager owns the arrays that the loss computes with; it belongs to the device of the
   *     outputs, and lives longer than the loss
   */
  Loss create(NDManager manager);
}
