package org.modyn.ml.metric;

import java.util.OptionalDouble;
import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.RowException;

/** A measure of the quality of predictions. Not safe for concurrent use. */
public interface Metric {
  /** The name under which the result is reported. */
  String name();

  /**
   * Adds the predictions of some samples.
   *
   * @param outputs the model's; the metric applies its transformer
   * @param labels one for each sample, from index 0; may be longer
   * @throws RowException when the metric is not defined for the label or output of a sample
   * @throws ModynException INVALID_ARGUMENT when the outputs have another shape
   */
  void add(Predictions outputs, long[] labels);

  /** The result for all samples so far; empty if the metric is undefined. */
  OptionalDouble result();
}
