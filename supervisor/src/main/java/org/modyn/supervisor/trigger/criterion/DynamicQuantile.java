package org.modyn.supervisor.trigger.criterion;

import static java.util.Objects.requireNonNull;

import org.modyn.supervisor.state.PolicyState;
import org.modyn.supervisor.trigger.series.RecentMeasurements;

/**
 * A measurement that is more extreme than a quantile of the measurements before it triggers, as
 * does the first one. The quantile is interpolated linearly between measurements (method 7 of
 * Hyndman and Fan 1996, the default of NumPy).
 */
public final class DynamicQuantile implements MeasurementCriterion {
  private final double quantile;
  private final Direction direction;
  private final RecentMeasurements measurements;

  /**
   * @param windowSize how many measurements before the newest one to consider, at least 1
   * @param quantile the fraction of the measurements that count as extreme, 0 to 1
   * @param state of the criterion to continue, or the initial one
   */
  public DynamicQuantile(int windowSize, double quantile, Direction direction, PolicyState state) {
    this.quantile = quantile;
    this.direction = requireNonNull(direction, "direction is null");
    this.measurements = new RecentMeasurements(windowSize, state);
  }

  @Override
  public boolean isExtreme(double measurement) {
    return measurements.isEmpty()
        || switch (direction) {
          case HIGHER -> measurement > threshold(1 - quantile);
          case LOWER -> measurement < threshold(quantile);
        };
  }

  @Override
  public void add(double measurement) {
    measurements.add(measurement);
  }

  private double threshold(double probability) {
    double[] sorted = measurements.sorted();
    double position = probability * (sorted.length - 1);
    int below = (int) Math.floor(position);
    int above = Math.min(below + 1, sorted.length - 1);
    double weight = position - below;
    // NumPy's rounding: from the nearer of the two
    double difference = sorted[above] - sorted[below];
    return weight >= 0.5
        ? sorted[above] - difference * (1 - weight)
        : sorted[below] + difference * weight;
  }

  @Override
  public PolicyState state() {
    return measurements.state();
  }
}
