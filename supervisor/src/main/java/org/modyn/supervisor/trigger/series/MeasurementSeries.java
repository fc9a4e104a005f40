package org.modyn.supervisor.trigger.series;

import org.modyn.common.config.pipeline.trigger.performance.PerformanceConfig.ForecastingMethod;
import org.modyn.supervisor.state.PolicyState;

/**
 * A series of measurements at equal intervals, and the forecast of the next one. It takes the same
 * memory for any number of measurements. Used by one thread.
 */
public final class MeasurementSeries {
  /** Fewer measurements have no trend. */
  private static final int FEWEST_FOR_REGRESSION = 5;

  private static final double PENALTY = 0.5;

  private RidgeRegression regression;

  /**
   * @param state of the series to continue, or the initial one
   */
  public MeasurementSeries(PolicyState state) {
    this.regression = new RidgeRegression(PENALTY, state);
  }

  /**
   * Adds a measurement.
   *
   * @param measurement finite
   */
  public void add(double measurement) {
    regression.add(regression.points(), measurement);
  }

  /** Removes all measurements. */
  public void clear() {
    regression = new RidgeRegression(PENALTY, PolicyState.initial());
  }

  public boolean isEmpty() {
    return regression.points() == 0;
  }

  /**
   * Returns the forecast of the next measurement; there must be at least one. The rolling average
   * is the mean of all measurements. The ridge regression of the measurements on their positions,
   * with a penalty of 0.5, takes at least 5 of them; the forecast of fewer ones is their mean.
   */
  public double forecast(ForecastingMethod method) {
    return switch (method) {
      case ROLLING_AVERAGE -> regression.meanY();
      case RIDGE_REGRESSION ->
          regression.points() < FEWEST_FOR_REGRESSION
              ? regression.meanY()
              : regression.predict(regression.points());
    };
  }

  /** Returns the state after the last measurement; the initial state if there is none. */
  public PolicyState state() {
    return regression.state();
  }
}
