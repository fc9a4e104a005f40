/**
 * Layers, the parts of models. {@link org.modyn.ml.nn.Module} is the base class of layers and
 * models: it has children, parameters, buffers and a training mode. As in PyTorch, the name of a
 * module in the state dictionary is its path from the root. {@link org.modyn.ml.nn.ModelContext} is
 * the state that all modules of a model share.
 *
 * <p>Layers call the engine's operations directly. The manager of a layer's input owns the result,
 * so that all results of a step are freed with the manager of its inputs.
 */
package org.modyn.ml.nn;
