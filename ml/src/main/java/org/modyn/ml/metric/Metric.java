package org.modyn.ml.metric;

import java.util.List;

/**
 * A measure of the quality of predictions: a function of one or more {@linkplain Accumulator
 * accumulators}, some of which it may share with other metrics of the same samples. Not safe for
 * concurrent use.
 */
interface Metric {
  /** The accumulators that the result is computed from, the same ones at each call. */
  List<Accumulator> accumulators();

  /** The result for the samples that the accumulators have seen, which are at least one. */
  MetricResult result();
}
