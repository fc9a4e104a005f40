package org.modyn.cli.report;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * An evaluation window and the newest model that was trained before it; in a pipeline without
 * evaluations, a trigger and its data.
 *
 * @param start inclusive
 * @param end exclusive; empty for a window without an end
 * @param triggerId of the newest model, as in {@code modyn models list}
 * @param modelId of the newest model
 * @param samplesTrained number of samples that the newest model was trained on
 * @param seconds from the start of that training to the stored model
 * @param metrics on the window, by their names
 */
public record ResultRow(
    Instant start,
    Optional<Instant> end,
    int triggerId,
    int modelId,
    long samplesTrained,
    double seconds,
    Map<String, MetricComparison> metrics) {
  public ResultRow {
    requireNonNull(start, "start is null");
    requireNonNull(end, "end is null");
    metrics = Map.copyOf(metrics);
  }

  /** A metric by its name; empty when it was not measured on this window. */
  public MetricComparison metric(String name) {
    return metrics.getOrDefault(name, MetricComparison.NONE);
  }
}
