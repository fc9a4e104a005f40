package org.modyn.ml.model;

import ai.djl.ndarray.NDArray;

/**
 * What a model computes of a batch.
 *
 * @param logits {@code [batch]} or {@code [batch, classes]}
 * @param embedding {@code [batch, features]}: what the last layer makes the logits of, which stands
 *     for a sample in drift detection and in the selection of coresets
 */
public record ModelOutput(NDArray logits, NDArray embedding) {}
