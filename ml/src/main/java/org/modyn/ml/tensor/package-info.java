/**
 * Arrays: their types and shapes ({@link org.modyn.ml.tensor.TensorSpecification}), the memory of
 * batches ({@link org.modyn.ml.tensor.TensorBatch}), and the engine that computes on them ({@link
 * org.modyn.ml.tensor.TensorEngine}: PyTorch's native library through DJL, whose pitfalls are
 * handled here).
 */
package org.modyn.ml.tensor;
