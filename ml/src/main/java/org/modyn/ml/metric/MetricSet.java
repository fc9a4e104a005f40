package org.modyn.ml.metric;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.RowException;

/**
 * All metrics of the same samples, for example those of an interval. What several metrics need is
 * collected once. Not safe for concurrent use.
 */
public final class MetricSet {
  private final SequencedMap<String, Metric> metrics = new LinkedHashMap<>();
  private final Set<Accumulator> accumulators = new LinkedHashSet<>();
  private long samples;

  MetricSet(List<MetricDefinition> definitions) {
    SharedAccumulators shared = new SharedAccumulators();
    for (MetricDefinition definition : definitions) {
      MetricSource source = new MetricSource(definition.name(), definition.transformer());
      Metric metric = Metrics.create(definition.config(), source, shared);
      metrics.put(definition.name(), metric);
      accumulators.addAll(metric.accumulators());
    }
  }

  /**
   * Adds the samples of a batch. After an error, the results are undefined.
   *
   * @throws RowException when a metric is not defined for the label or output of a sample
   * @throws ModynException INVALID_ARGUMENT when the outputs do not have the shape that a metric
   *     needs
   */
  public void add(EvaluatedBatch batch) {
    for (Accumulator accumulator : accumulators) {
      accumulator.add(batch);
    }
    samples += batch.samples();
  }

  /** The number of samples. */
  public long samples() {
    return samples;
  }

  /** The results for all samples so far, by name, in the order of the configuration. */
  public SequencedMap<String, MetricResult> results() {
    SequencedMap<String, MetricResult> results = new LinkedHashMap<>();
    metrics.forEach(
        (name, metric) ->
            results.put(
                name,
                samples == 0 ? MetricResult.undefined("there are no samples") : metric.result()));
    return results;
  }
}
