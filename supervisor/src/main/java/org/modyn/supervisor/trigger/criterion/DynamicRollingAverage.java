package org.modyn.supervisor.trigger.criterion;

import static java.util.Objects.requireNonNull;

import org.modyn.supervisor.state.PolicyState;
import org.modyn.supervisor.trigger.series.RecentMeasurements;

/**
 * A measurement that deviates from the mean of the measurements before it, by at least an amount,
 * triggers, as does the first one.
 */
public final class DynamicRollingAverage implements MeasurementCriterion {
  private final double deviation;
  private final boolean isAbsolute;
  private final Direction direction;
  private final RecentMeasurements measurements;

  /**
   * @param windowSize how many measurements before the newest one to consider, at least 1
   * @param deviation the deviation that triggers: absolute, or a fraction of the mean
   * @param state of the criterion to continue, or the initial one
   */
  public DynamicRollingAverage(
      int windowSize,
      double deviation,
      boolean isAbsolute,
      Direction direction,
      PolicyState state) {
    this.deviation = deviation;
    this.isAbsolute = isAbsolute;
    this.direction = requireNonNull(direction, "direction is null");
    this.measurements = new RecentMeasurements(windowSize, state);
  }

  @Override
  public boolean isExtreme(double measurement) {
    return measurements.isEmpty() || deviates(measurement, measurements.mean());
  }

  @Override
  public void add(double measurement) {
    measurements.add(measurement);
  }

  private boolean deviates(double measurement, double mean) {
    double actual =
        switch (direction) {
          case HIGHER -> measurement - mean;
          case LOWER -> mean - measurement;
        };
    return actual >= (isAbsolute ? deviation : deviation * mean);
  }

  @Override
  public PolicyState state() {
    return measurements.state();
  }
}
