package org.modyn.ml.loss;

import ai.djl.ndarray.NDManager;

/**
 * The options of one kind of loss, as in {@code training.optimization_criterion.config}, under the
 * names of PyTorch's parameters. {@link Losses#REGISTRY} lists all kinds.
 */
public interface LossOptions {
  /**
   * Creates the loss.
   *
   * @param manager owns the arrays of the loss; it is on the device of the outputs, and must be
   *     closed after the last use of the loss
   */
  Loss create(NDManager manager);
}
