package org.modyn.supervisor.trial;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A trigger of a trial.
 *
 * @param number the ordinal of the trigger, from 1
 * @param timestamp of the last sample of the trigger, seconds since 1970
 * @param newSamples the number of samples since the trigger before
 * @param trainingSetSize the number of samples that the selection strategy would select
 * @param samplesTrained the number of samples that the training would process; each counts once per
 *     epoch
 * @param trainingSeconds how long the training would take; empty if the training speed is unknown
 */
public record TriedTrigger(
    int number,
    long timestamp,
    long newSamples,
    long trainingSetSize,
    long samplesTrained,
    Optional<Double> trainingSeconds) {
  public TriedTrigger {
    requireNonNull(trainingSeconds, "trainingSeconds is null");
  }
}
