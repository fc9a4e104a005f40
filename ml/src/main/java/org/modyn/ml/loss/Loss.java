package org.modyn.ml.loss;

import ai.djl.ndarray.NDArray;
import java.lang.foreign.MemorySegment;
import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.Autograd;
import org.modyn.ml.tensor.GradientMode;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.RowException;

/**
 * How wrong a model's outputs are. Each method checks the labels in the machine's memory before it
 * computes.
 *
 * <p>Results are float32, and belong to the manager of {@code outputs} or {@code labels}.
 */
public interface Loss {
  /**
   * Computes the loss of each sample.
   *
   * @param outputs of the model; losses of classes need {@code [batch, classes]}, the others {@code
   *     [batch]} or {@code [batch, 1]}
   * @return {@code [batch]}
   * @throws RowException when a label is not valid for the loss
   * @throws ModynException INVALID_ARGUMENT when the outputs have another shape
   */
  NDArray perSample(NDArray outputs, Labels labels);

  /** The mean over the batch, without dimensions: what PyTorch's criterion computes. */
  default NDArray mean(NDArray outputs, Labels labels) {
    return Operations.mean(perSample(outputs, labels));
  }

  /** The sum over the batch, without dimensions; samples that are not part of the mean add 0. */
  default NDArray sum(NDArray outputs, Labels labels) {
    return Operations.sum(perSample(outputs, labels));
  }

  /**
   * Returns what {@link #mean} divides the {@link #sum} of the losses by: the number of samples, or
   * less for a loss that weighs classes or ignores a label.
   *
   * @param labels int64 in the machine's byte order; they are not checked
   */
  default double divisor(MemorySegment labels) {
    return (double) labels.byteSize() / Long.BYTES;
  }

  /**
   * The mean with a weight for each sample: {@code sum(w * loss) / sum(w)}.
   *
   * @param weights {@code [batch]}, float32
   */
  default NDArray weightedMean(NDArray outputs, Labels labels, NDArray weights) {
    return Operations.divide(weightedSum(outputs, labels, weights), Operations.sum(weights));
  }

  /** The sum with a weight for each sample, which {@link #weightedMean} divides. */
  default NDArray weightedSum(NDArray outputs, Labels labels, NDArray weights) {
    return Operations.sum(Operations.multiply(perSample(outputs, labels), weights));
  }

  /**
   * Computes the gradient of each sample's loss with respect to the outputs of the sample. By
   * default, this is one backward pass of the sum of the losses over the outputs of the batch;
   * losses with a closed form override it.
   *
   * @param outputs as for {@link #perSample}, float32; not changed, and no gradient is added to
   *     them
   * @return of the shape of {@code outputs}
   * @throws RowException when a label is not valid for the loss
   */
  default NDArray outputGradients(NDArray outputs, Labels labels) {
    try (GradientMode recording = GradientMode.recording()) {
      NDArray separate = Operations.detach(outputs);
      separate.setRequiresGradient(true);
      NDArray sum = Operations.sum(perSample(separate, labels));
      Autograd.backward(sum, sum.getManager().create(1f));
      return Autograd.gradient(separate);
    }
  }
}
