package org.modyn.common.config.pipeline.time;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.modyn.common.config.schema.Scalar;

/**
 * A time interval around a point in time or around another interval: a negative bound is relative
 * to the start, a positive bound to the end.
 *
 * @param leftInclusive whether the left bound is included: {@code [} instead of {@code (}
 * @param rightInclusive whether the right bound is included: {@code ]} instead of {@code )}
 */
@Scalar
public record RelativeInterval(
    boolean leftInclusive, Bound left, Bound right, boolean rightInclusive) {
  private static final String BOUND = "([+-]?)\\s*(\\d+\\s*[smhdwy]|inf)";
  private static final Pattern PATTERN =
      Pattern.compile("([\\[(])\\s*" + BOUND + "\\s*[,;]\\s*" + BOUND + "\\s*([\\])])");

  public RelativeInterval {
    if (left.rank() > right.rank()) {
      throw new IllegalArgumentException(
          "the left bound %s must not be after the right bound %s".formatted(left, right));
    }
  }

  /**
   * Parses, for example, {@code [-2d; +0y]} or {@code (-inf, 1h)}. The bounds may also be separated
   * by a comma.
   *
   * @throws IllegalArgumentException when the text has another format or its bounds are in the
   *     wrong order
   */
  public static RelativeInterval parse(String text) {
    Matcher matcher = PATTERN.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          ("must be an interval, but is \"%s\"; allowed: for example [-2d; +0y],"
                  + " (0s; 1w], (-inf; inf)")
              .formatted(text));
    }
    Bound left = Bound.parse(matcher.group(2), matcher.group(3));
    Bound right = Bound.parse(matcher.group(4), matcher.group(5));
    if (left.length().isEmpty() && left.sign() == Sign.PLUS) {
      throw new IllegalArgumentException("the left bound must not be +inf");
    }
    if (right.length().isEmpty() && right.sign() == Sign.MINUS) {
      throw new IllegalArgumentException("the right bound must not be -inf");
    }
    return new RelativeInterval(
        matcher.group(1).equals("["),
        left.length().isEmpty() ? new Bound(Sign.MINUS, Optional.empty()) : left,
        right.length().isEmpty() ? new Bound(Sign.PLUS, Optional.empty()) : right,
        matcher.group(6).equals("]"));
  }

  @Override
  public String toString() {
    return (leftInclusive ? "[" : "(") + left + ";" + right + (rightInclusive ? "]" : ")");
  }

  /** The sign of a bound. For a length of zero, it determines which end is meant. */
  public enum Sign {
    /** Backwards from the start; with zero, the start. */
    MINUS("-"),
    /** Forwards from the end; with zero, the start for a left bound and the end for a right one. */
    NONE(""),
    /** Forwards from the end; with zero, the end. */
    PLUS("+");

    private final String text;

    Sign(String text) {
      this.text = text;
    }
  }

  /**
   * One end of the interval.
   *
   * @param length empty: unbounded
   */
  public record Bound(Sign sign, Optional<TimeSpan> length) {
    private static Bound parse(String sign, String length) {
      Sign parsed =
          switch (sign) {
            case "-" -> Sign.MINUS;
            case "+" -> Sign.PLUS;
            default -> Sign.NONE;
          };
      return new Bound(
          parsed,
          length.equals("inf")
              ? Optional.empty()
              : Optional.of(TimeSpan.parse(length.replaceAll("\\s", ""))));
    }

    /** The rank of this bound by its kind, regardless of its length. */
    private int rank() {
      boolean isZero = length.isPresent() && length.get().amount() == 0;
      int distance = length.isEmpty() ? 3 : isZero ? 1 : 2;
      return switch (sign) {
        case MINUS -> -distance;
        case NONE -> isZero ? 0 : distance;
        case PLUS -> distance;
      };
    }

    @Override
    public String toString() {
      return sign.text + length.map(TimeSpan::toString).orElse("inf");
    }
  }
}
