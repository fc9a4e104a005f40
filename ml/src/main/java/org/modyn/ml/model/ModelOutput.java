package org.modyn.ml.model;

import ai.djl.ndarray.NDArray;

/**
 * The output of a model for a batch.
 *
 * @param logits {@code [batch]} or {@code [batch, classes]}
 * @param embedding {@code [batch, features]}: the input of the last layer, which represents a
 *     sample in drift detection and coreset selection; the logits themselves if the model has none
 */
public record ModelOutput(NDArray logits, NDArray embedding) {
  /** Returns whether the model has an embedding. */
  public boolean hasEmbedding() {
    return embedding != logits;
  }
}
