package org.modyn.ml.training;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Map;
import java.util.Optional;
import org.modyn.ml.tensor.TensorBatch;

/**
 * Consecutive rows of a batch on one device.
 *
 * @param memory owns the arrays, and those that are computed from them
 * @param first the number of the first row in the batch
 * @param size the number of rows
 * @param tensors {@code [size, ...shape]} for each tensor of the batch, by name, before
 *     transformations
 * @param labels {@code [size]}, int64
 * @param weights {@code [size]}, float32; empty if the batch is not {@linkplain
 *     TensorBatch#isWeighted weighted}
 */
record DeviceRows(
    NDManager memory,
    int first,
    int size,
    Map<String, NDArray> tensors,
    NDArray labels,
    Optional<NDArray> weights) {
  DeviceRows {
    requireNonNull(memory, "memory is null");
    requireNonNull(tensors, "tensors is null");
    requireNonNull(labels, "labels is null");
    requireNonNull(weights, "weights is null");
  }
}
