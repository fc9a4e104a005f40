/**
 * Algorithms that update parameters with their gradients. {@link org.modyn.ml.optimizer.Optimizer}
 * is the contract; {@link org.modyn.ml.optimizer.Optimizers} creates them from a pipeline file's
 * {@code training.optimizers}.
 *
 * <p>An algorithm is an {@link org.modyn.ml.optimizer.UpdateRule}, with {@link
 * org.modyn.ml.optimizer.OptimizerOptions}. All algorithms share everything else, from parameter
 * groups to the stored state.
 */
package org.modyn.ml.optimizer;
