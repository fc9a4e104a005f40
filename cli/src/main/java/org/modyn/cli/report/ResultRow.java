package org.modyn.cli.report;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * An evaluation window and the newest model that had been trained before it; in a pipeline without
 * evaluations, a trigger and its data.
 *
 * @param start inclusive
 * @param end exclusive; empty for a window without an end
 * @param triggerId of the newest model, as {@code modyn models list} has it
 * @param modelId of the newest model
 * @param samplesTrained samples that went through the training of the newest model
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

  /** A metric by its name; without values when it was not measured here. */
  public MetricComparison metric(String name) {
    return metrics.getOrDefault(name, MetricComparison.NONE);
  }
}
