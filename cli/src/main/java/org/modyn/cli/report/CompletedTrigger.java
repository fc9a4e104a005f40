package org.modyn.cli.report;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A trigger whose model is trained and stored.
 *
 * @param samplesTrained number of samples trained on; each sample counts once per epoch
 * @param firstSample timestamp of the first sample since the trigger before it
 * @param lastSample timestamp of the last one
 * @param seconds from the start of the training to the stored model
 */
public record CompletedTrigger(
    int triggerId,
    int modelId,
    long samplesTrained,
    Instant firstSample,
    Instant lastSample,
    double seconds) {
  public CompletedTrigger {
    requireNonNull(firstSample, "firstSample is null");
    requireNonNull(lastSample, "lastSample is null");
  }
}
