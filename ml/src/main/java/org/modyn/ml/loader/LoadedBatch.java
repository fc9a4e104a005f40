package org.modyn.ml.loader;

import org.modyn.ml.tensor.TensorBatch;

/**
 * A batch from a {@link BatchSource}. {@link #close} returns the memory to the source, which reuses
 * it: objects that refer to the memory, such as arrays of the engine, must not be used after that.
 */
public interface LoadedBatch extends AutoCloseable {
  /** The samples with their keys, labels and, in weighted training, weights. */
  TensorBatch tensors();

  /** Returns the batch to its source; a second call has no effect. */
  @Override
  void close();
}
