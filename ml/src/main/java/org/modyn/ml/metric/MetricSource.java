package org.modyn.ml.metric;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What a metric is computed from.
 *
 * @param metric the name of the metric, for messages
 * @param transformer of the model's outputs; empty when the pipeline file defines none
 */
record MetricSource(String metric, Optional<EvaluationTransformer> transformer) {
  MetricSource {
    requireNonNull(metric, "metric is null");
    requireNonNull(transformer, "transformer is null");
  }
}
