package org.modyn.supervisor.trigger.cost;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import org.modyn.common.config.pipeline.trigger.performance.PerformanceConfig.ForecastingMethod;
import org.modyn.supervisor.state.PolicyState;
import org.modyn.supervisor.trigger.series.RecentMeasurements;

/** Tracks how many samples arrive per second of sample time. Used by one thread. */
final class DataDensityTracker {
  private final ForecastingMethod method;
  private final RecentMeasurements densities;

  /**
   * @param limit how many intervals to consider, at least 1
   * @param state of the tracker to continue, or the initial one
   */
  DataDensityTracker(int limit, ForecastingMethod method, PolicyState state) {
    this.method = requireNonNull(method, "method is null");
    this.densities = new RecentMeasurements(limit, state);
  }

  PolicyState state() {
    return densities.state();
  }

  /**
   * Adds an interval. Timestamps are whole seconds, so an interval of 0 seconds counts as 1.
   *
   * @param samples at least 1
   */
  void add(long samples, long seconds) {
    densities.add((double) samples / Math.max(1, seconds));
  }

  /**
   * Returns the forecast of the samples per second in the next interval; there must have been one.
   * It is the lowest density of the considered intervals if the trend leads to 0 or below.
   */
  double forecast() {
    double forecast = densities.forecast(method);
    return forecast > 0 ? forecast : Arrays.stream(densities.sorted()).min().orElseThrow();
  }
}
