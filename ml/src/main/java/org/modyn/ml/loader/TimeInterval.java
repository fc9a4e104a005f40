package org.modyn.ml.loader;

import static java.util.Objects.requireNonNull;

import java.util.OptionalLong;

/**
 * The samples with a timestamp in {@code [start, end)}.
 *
 * @param start seconds since 1970, inclusive; empty: from the beginning
 * @param end seconds since 1970, exclusive; empty: to the end
 */
public record TimeInterval(OptionalLong start, OptionalLong end) {
  public TimeInterval {
    requireNonNull(start, "start is null");
    requireNonNull(end, "end is null");
  }

  /** Whether this interval contains all of {@code other}. */
  boolean contains(TimeInterval other) {
    boolean startsBefore =
        start.isEmpty()
            || (other.start.isPresent() && start.getAsLong() <= other.start.getAsLong());
    boolean endsAfter =
        end.isEmpty() || (other.end.isPresent() && end.getAsLong() >= other.end.getAsLong());
    return startsBefore && endsAfter;
  }
}
