package org.modyn.common.config.pipeline.time;

import java.util.Optional;
import org.modyn.common.config.schema.Scalar;

/**
 * The offset of an evaluation interval from a training interval.
 *
 * @param before whether it extends backwards from the start instead of forwards from the end
 * @param length empty: up to the start or the end of the data
 */
@Scalar
public record EvaluationOffset(boolean before, Optional<TimeSpan> length) {
  /**
   * Parses, for example, {@code 1w}, {@code -2d}, {@code inf} or {@code -inf}.
   *
   * @throws IllegalArgumentException when the text has another format
   */
  public static EvaluationOffset parse(String text) {
    boolean before = text.startsWith("-");
    String length = before ? text.substring(1) : text;
    return new EvaluationOffset(
        before, length.equals("inf") ? Optional.empty() : Optional.of(parseLength(text, length)));
  }

  private static TimeSpan parseLength(String text, String length) {
    try {
      return TimeSpan.parse(length);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          ("must be a number and a unit, or inf, with or without -, but is"
                  + " \"%s\"; allowed: for example 90s, -12h, 1d, inf, -inf")
              .formatted(text),
          e);
    }
  }

  @Override
  public String toString() {
    return (before ? "-" : "") + length.map(TimeSpan::toString).orElse("inf");
  }
}
