package org.modyn.storage.dataset;

/**
 * A span of time.
 *
 * @param start seconds since 1970, inclusive
 * @param end seconds since 1970, inclusive
 */
public record Interval(long start, long end) {
  /** What clients may send for "unset" where the protocol cannot leave a bound out. */
  public static final long UNSET = -1;

  /** All of time. */
  public static final Interval ALL = new Interval(Long.MIN_VALUE, Long.MAX_VALUE);

  /** {@code start} and later. */
  public static Interval since(long start) {
    return new Interval(start, Long.MAX_VALUE);
  }

  /** From {@code start} to {@code end}, both inclusive; -1 leaves a side open. */
  public static Interval closed(long start, long end) {
    return new Interval(
        start == UNSET ? Long.MIN_VALUE : start, end == UNSET ? Long.MAX_VALUE : end);
  }

  /** From {@code start} to before {@code end}; -1 leaves a side open. */
  public static Interval halfOpen(long start, long end) {
    long from = start == UNSET ? Long.MIN_VALUE : start;
    if (end == UNSET) {
      return new Interval(from, Long.MAX_VALUE);
    }
    return end == Long.MIN_VALUE ? new Interval(1, 0) : new Interval(from, end - 1);
  }

  public boolean contains(long timestamp) {
    return start <= timestamp && timestamp <= end;
  }
}
