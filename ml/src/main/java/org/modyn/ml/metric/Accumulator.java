package org.modyn.ml.metric;

import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.RowException;

/** Collects what metrics need to know of samples. Not safe for concurrent use. */
interface Accumulator {
  /**
   * Adds the samples of a batch.
   *
   * @throws RowException when a label or an output of a sample is not allowed
   * @throws ModynException INVALID_ARGUMENT when the outputs have another shape
   */
  void add(EvaluatedBatch batch);
}
