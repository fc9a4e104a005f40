package org.modyn.common.config.pipeline.time;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.modyn.common.config.schema.Scalar;

/**
 * A duration in a pipeline file: a number and a unit, {@code s m h d w y}. A year has 365 days.
 *
 * @param amount of units, 0 or more
 */
@Scalar
public record TimeSpan(long amount, char unit) {
  private static final Pattern PATTERN = Pattern.compile("(\\d+)([smhdwy])");
  private static final Map<Character, Long> SECONDS =
      Map.of('s', 1L, 'm', 60L, 'h', 3_600L, 'd', 86_400L, 'w', 604_800L, 'y', 31_536_000L);

  public TimeSpan {
    if (amount < 0) {
      throw new IllegalArgumentException("a time span must not be negative, but is " + amount);
    }
    if (!SECONDS.containsKey(unit)) {
      throw new IllegalArgumentException(
          "the unit must be one of s, m, h, d, w, y, but is " + unit);
    }
    Math.multiplyExact(amount, SECONDS.get(unit));
  }

  /**
   * Parses, for example, {@code 1w}.
   *
   * @throws IllegalArgumentException when the text has another format
   */
  public static TimeSpan parse(String text) {
    Matcher matcher = PATTERN.matcher(text);
    try {
      if (matcher.matches()) {
        return new TimeSpan(Long.parseLong(matcher.group(1)), matcher.group(2).charAt(0));
      }
    } catch (NumberFormatException | ArithmeticException e) {
      throw new IllegalArgumentException("\"" + text + "\" is too long", e);
    }
    throw new IllegalArgumentException(
        "must be a number and a unit, but is \""
            + text
            + "\"; allowed: for example 90s, 15m, 12h, 1d, 1w, 1y");
  }

  public long seconds() {
    return amount * SECONDS.get(unit);
  }

  @Override
  public String toString() {
    return amount + String.valueOf(unit);
  }
}
