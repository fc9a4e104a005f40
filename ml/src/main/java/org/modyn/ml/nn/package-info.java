/**
 * Layers, the parts of models. {@link org.modyn.ml.nn.Module} is what layers and models have in
 * common: children, parameters, buffers, and whether it is being trained; a module's path from the
 * root is its name in the state dictionary, as in PyTorch. {@link org.modyn.ml.nn.ModelContext} is
 * what all modules of one model share.
 *
 * <p>Layers compute with the engine's operations directly. A result belongs to the manager of the
 * layer's input, so that everything a step computes goes with the manager of its inputs.
 */
package org.modyn.ml.nn;
