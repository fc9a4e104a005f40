package org.modyn.ml.metric;

import static java.util.Objects.requireNonNull;

/** The value of a metric, or the reason why it has none. */
public sealed interface MetricResult {
  /** A result with a value. */
  static MetricResult of(double value) {
    return new Defined(value);
  }

  /**
   * A result without a value.
   *
   * @param reason a clause that completes "undefined because", for example {@code no sample has the
   *     label 1}
   */
  static MetricResult undefined(String reason) {
    return new Undefined(reason);
  }

  /**
   * A value.
   *
   * @param value a finite number
   */
  record Defined(double value) implements MetricResult {
    public Defined {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("a metric has the value " + value);
      }
    }
  }

  /**
   * A missing value.
   *
   * @param reason a clause that completes "undefined because"
   */
  record Undefined(String reason) implements MetricResult {
    public Undefined {
      requireNonNull(reason, "reason is null");
      if (reason.isBlank()) {
        throw new IllegalArgumentException("the reason is empty");
      }
    }
  }
}
