package org.modyn.ml.model;

import ai.djl.ndarray.NDArray;

/**
 * The output of a model for a batch.
 *
 * @param logits {@code [batch]} or {@code [batch, classes]}
 * @param embedding {@code [batch, features]}: the input of the last layer, which represents a
 *     sample in drift detection and coreset selection
 */
public record ModelOutput(NDArray logits, NDArray embedding) {}
