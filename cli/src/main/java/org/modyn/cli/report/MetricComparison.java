package org.modyn.cli.report;

import static java.util.Objects.requireNonNull;

import java.util.OptionalDouble;

/**
 * One metric of three models on an interval.
 *
 * @param newest of the currently active model, the newest trained before the interval
 * @param trained of the currently trained model, the next one
 * @param firstModel of the first model; empty for intervals that began before its data ended
 */
public record MetricComparison(
    OptionalDouble newest, OptionalDouble trained, OptionalDouble firstModel) {
  public MetricComparison {
    requireNonNull(newest, "newest is null");
    requireNonNull(trained, "trained is null");
    requireNonNull(firstModel, "firstModel is null");
  }

  /** Whether the newest and the first model can be compared. */
  boolean isComplete() {
    return newest.isPresent() && firstModel.isPresent();
  }
}
