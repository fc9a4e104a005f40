package org.modyn.supervisor.state;

/**
 * A range of timestamps, in seconds since 1970.
 *
 * @param first inclusive
 * @param last inclusive
 */
public record TimeRange(long first, long last) {
  TimeRange union(TimeRange other) {
    return new TimeRange(Math.min(first, other.first), Math.max(last, other.last));
  }
}
