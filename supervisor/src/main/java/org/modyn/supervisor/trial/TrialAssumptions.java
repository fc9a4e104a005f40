package org.modyn.supervisor.trial;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What a trial assumes. Times are seconds since 1970.
 *
 * @param start of the samples, inclusive; empty: from the first
 * @param stop of the samples, inclusive; empty: to the last
 * @param samplesPerSecond the speed of a training, each sample counts once per epoch; empty if it
 *     is unknown
 */
public record TrialAssumptions(
    Optional<Long> start, Optional<Long> stop, Optional<Double> samplesPerSecond) {
  public TrialAssumptions {
    requireNonNull(start, "start is null");
    requireNonNull(stop, "stop is null");
    requireNonNull(samplesPerSecond, "samplesPerSecond is null");
  }
}
