package org.modyn.ml.loss;

import ai.djl.ndarray.NDArray;
import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.Operations;

/** How wrong a model's outputs are. */
public interface Loss {
  /**
   * The loss of each sample.
   *
   * @param outputs of the model, {@code [batch, ...]}
   * @param labels {@code [batch]}, int64
   * @return {@code [batch]}, in the manager of {@code outputs}
   * @throws ModynException INVALID_ARGUMENT when the outputs' shape is not one for this loss
   */
  NDArray perSample(NDArray outputs, NDArray labels);

  /** The mean over the batch, without dimensions. */
  default NDArray mean(NDArray outputs, NDArray labels) {
    return Operations.mean(perSample(outputs, labels));
  }

  /**
   * The mean with a weight for each sample: {@code sum(w * loss) / sum(w)}.
   *
   * @param weights {@code [batch]}, float32
   */
  default NDArray weightedMean(NDArray outputs, NDArray labels, NDArray weights) {
    NDArray weighted = Operations.multiply(perSample(outputs, labels), weights);
    return Operations.divide(Operations.sum(weighted), Operations.sum(weights));
  }
}
