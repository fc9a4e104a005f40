package org.modyn.ml.metric;

import org.modyn.common.error.ModynException;

/** A number that says how good predictions are. Not for use by several threads at a time. */
public interface Metric {
  /** The name under which the result is reported. */
  String name();

  /**
   * Takes in the predictions of some samples.
   *
   * @param outputs the model's; the metric applies its transformer
   * @param labels one for each sample, from index 0; may be longer
   * @throws ModynException INVALID_ARGUMENT when outputs or labels are not ones for this metric
   */
  void add(Predictions outputs, long[] labels);

  /** The result for all samples so far. */
  double result();
}
