package org.modyn.storage.dataset;

/**
 * A time interval.
 *
 * @param start seconds since 1970, inclusive
 * @param end seconds since 1970, inclusive
 */
public record Interval(long start, long end) {
  /**
   * The value that clients may send for an unset bound where the protocol has no optional fields.
   */
  public static final long UNSET = -1;

  /** All times. */
  public static final Interval ALL = new Interval(Long.MIN_VALUE, Long.MAX_VALUE);

  /** {@code start} and later. */
  public static Interval since(long start) {
    return new Interval(start, Long.MAX_VALUE);
  }

  /** From {@code start} to {@code end}, both inclusive; -1 means unbounded. */
  public static Interval closed(long start, long end) {
    return new Interval(
        start == UNSET ? Long.MIN_VALUE : start, end == UNSET ? Long.MAX_VALUE : end);
  }

  /** From {@code start} to before {@code end}; -1 means unbounded. */
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
