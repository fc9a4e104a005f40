package org.modyn.ml.training;

import java.lang.foreign.MemorySegment;
import org.modyn.ml.tensor.TensorBatch;

/**
 * Receives what a training step has computed about each sample of its batch. Training without an
 * observer computes none of it; with one, a step computes the losses a second time, and the
 * gradients of the losses with respect to the outputs.
 */
@FunctionalInterface
public interface StepObserver {
  /**
   * Called once a step, before the parameters change. The arguments are valid until it returns.
   *
   * @param batch its keys, labels and weights; on devices other than the CPU, its tensors may be
   *     missing
   * @param losses {@code [batch]}, float32: the loss of each sample, without weights
   * @param gradientNorms {@code [batch]}, float32: the Euclidean norm of the gradient of each
   *     sample's loss with respect to the model's outputs
   */
  void observe(TensorBatch batch, MemorySegment losses, MemorySegment gradientNorms);
}
