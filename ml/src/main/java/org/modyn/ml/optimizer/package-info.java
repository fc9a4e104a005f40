/**
 * Algorithms that update parameters by their gradients. {@link org.modyn.ml.optimizer.Optimizer} is
 * the contract; {@link org.modyn.ml.optimizer.Optimizers} makes them from a pipeline file's {@code
 * training.optimizers}.
 *
 * <p>An algorithm is an {@link org.modyn.ml.optimizer.UpdateRule}, with its {@link
 * org.modyn.ml.optimizer.OptimizerOptions} beside it. Everything else, from parameter groups to the
 * stored state, is common to all.
 */
package org.modyn.ml.optimizer;
