package org.modyn.supervisor.evaluation.strategy;

import java.util.Optional;
import org.modyn.common.config.pipeline.time.RelativeInterval;
import org.modyn.common.config.pipeline.time.RelativeInterval.Bound;
import org.modyn.common.config.pipeline.time.RelativeInterval.Sign;

/**
 * Computes the bounds of a {@link RelativeInterval} around a time range.
 *
 * <p>The numbers are those of the original: an exclusive left bound is a second later, and an
 * exclusive right bound a second earlier, than an inclusive one. Evaluations exclude the end of an
 * interval, in the original and here, so samples at the second of an inclusive right bound are not
 * evaluated.
 */
final class RelativeIntervals {
  private RelativeIntervals() {}

  /**
   * Seconds since 1970.
   *
   * @param start not before 1970
   * @param end empty: the end of the dataset
   */
  record Bounds(long start, Optional<Long> end) {}

  /**
   * Returns the bounds around the range from {@code first} to {@code last}, in seconds since 1970.
   * A right bound that would be before the left one is equal to it.
   */
  static Bounds around(RelativeInterval interval, long first, long last) {
    Bound left = interval.left();
    long start =
        left.length().isEmpty()
            ? 0
            : position(left, first, last, first) + (interval.leftInclusive() ? 0 : 1);
    Bound right = interval.right();
    if (right.length().isEmpty()) {
      return new Bounds(Math.max(0, start), Optional.empty());
    }
    long end = position(right, first, last, last) - (interval.rightInclusive() ? 0 : 1);
    return new Bounds(Math.max(0, start), Optional.of(Math.max(start, end)));
  }

  /**
   * @param zero the position of a length of zero without a sign
   */
  private static long position(Bound bound, long first, long last, long zero) {
    long seconds = bound.length().orElseThrow().seconds();
    if (bound.sign() == Sign.MINUS) {
      return first - seconds;
    }
    return seconds == 0 && bound.sign() == Sign.NONE ? zero : last + seconds;
  }
}
