package org.modyn.evaluator.job;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.modyn.ml.metric.MetricResult;

/**
 * The results of one interval.
 *
 * @param interval its index in the request
 * @param samples the number of samples that the metrics were computed from
 * @param skippedSamples the number of samples of the interval that were left out, because they were
 *     deleted meanwhile or could not be read
 * @param metrics by name, in the order of the request
 */
public record IntervalResult(
    int interval, long samples, long skippedSamples, SequencedMap<String, MetricResult> metrics) {
  public IntervalResult {
    metrics = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(metrics));
  }
}
