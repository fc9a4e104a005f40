/**
 * Finds PyTorch's native libraries ({@link org.modyn.ml.library.PyTorchLibrary}): those of the
 * build, which are unpacked once, or those that the user installed. Also asks NVIDIA's driver and
 * CUDA's runtime about GPUs. Nothing here computes; {@link org.modyn.ml.tensor.TensorEngine} loads
 * what is found.
 */
package org.modyn.ml.library;
