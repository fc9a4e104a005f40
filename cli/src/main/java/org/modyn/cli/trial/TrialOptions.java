package org.modyn.cli.trial;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What a trial assumes. Times are seconds since 1970.
 *
 * @param start of the samples, inclusive; empty: from the first
 * @param stop of the samples, inclusive; empty: to the last
 * @param samplesPerSecond the speed of a training; empty: unknown
 */
public record TrialOptions(
    Optional<Long> start, Optional<Long> stop, Optional<Double> samplesPerSecond) {
  public TrialOptions {
    requireNonNull(start, "start is null");
    requireNonNull(stop, "stop is null");
    requireNonNull(samplesPerSecond, "samplesPerSecond is null");
  }
}
