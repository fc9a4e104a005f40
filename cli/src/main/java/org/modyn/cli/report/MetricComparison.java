package org.modyn.cli.report;

import static java.util.Objects.requireNonNull;

import java.util.OptionalDouble;

/**
 * One metric of both models on an evaluation window.
 *
 * @param newest of the newest model
 * @param firstModel of the first model; empty for windows that began before its data ended
 */
public record MetricComparison(OptionalDouble newest, OptionalDouble firstModel) {
  /** No measurement of either model. */
  static final MetricComparison NONE =
      new MetricComparison(OptionalDouble.empty(), OptionalDouble.empty());

  public MetricComparison {
    requireNonNull(newest, "newest is null");
    requireNonNull(firstModel, "firstModel is null");
  }

  boolean isComplete() {
    return newest.isPresent() && firstModel.isPresent();
  }
}
