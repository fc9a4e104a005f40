package org.modyn.supervisor.trigger.criterion;

import static java.util.Objects.requireNonNull;

import org.modyn.supervisor.state.PolicyState;

/** A measurement at or beyond a fixed value triggers. */
public final class StaticThreshold implements MeasurementCriterion {
  private final double threshold;
  private final Direction direction;

  public StaticThreshold(double threshold, Direction direction) {
    this.threshold = threshold;
    this.direction = requireNonNull(direction, "direction is null");
  }

  @Override
  public boolean isExtreme(double measurement) {
    return switch (direction) {
      case HIGHER -> measurement >= threshold;
      case LOWER -> measurement <= threshold;
    };
  }

  @Override
  public void add(double measurement) {
    // compares with the threshold only
  }

  @Override
  public PolicyState state() {
    return PolicyState.initial();
  }
}
