/**
 * How gradients change parameters. {@link org.modyn.ml.optimizer.Optimizer} is the contract; {@link
 * org.modyn.ml.optimizer.Optimizers} makes them from a pipeline file's {@code training.optimizers}.
 */
package org.modyn.ml.optimizer;
