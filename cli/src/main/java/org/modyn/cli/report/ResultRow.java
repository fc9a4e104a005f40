package org.modyn.cli.report;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * An evaluation window and the newest model that had been trained before it; in a pipeline without
 * evaluations, a trigger and its data.
 *
 * @param start inclusive
 * @param end exclusive; empty for a window without an end
 * @param trigger of the newest model; the pipeline's first is 1
 * @param triggerId of the newest model, as in the pipeline log
 * @param samplesTrained samples that went through the training of the newest model
 * @param seconds from the start of that training to the stored model
 * @param retrained metric of the newest model on the window
 * @param firstModel metric of the first model on the window; empty for windows that began before
 *     its data ended
 */
public record ResultRow(
    Instant start,
    Optional<Instant> end,
    int trigger,
    int triggerId,
    long samplesTrained,
    double seconds,
    OptionalDouble retrained,
    OptionalDouble firstModel) {
  public ResultRow {
    requireNonNull(start, "start is null");
    requireNonNull(end, "end is null");
    requireNonNull(retrained, "retrained is null");
    requireNonNull(firstModel, "firstModel is null");
  }
}
