package org.modyn.common.config.pipeline.trigger.performance;

import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Minimum;

/** How a trigger observes the model. */
public record PerformanceConfig(
    @Description(
            "Number of intervals from which the density of the data is forecast; only used by cost"
                + " triggers with lookahead")
        @Default("20")
        @Minimum(1)
        int dataDensityWindowSize,
    @Description(
            "Number of evaluations after triggers from which the expected performance is computed")
        @Default("10")
        @Minimum(1)
        int performanceTriggersWindowSize,
    @Description("The data that the model is evaluated on") PerformanceEvaluationConfig evaluation,
    @Description(
            "Whether to decide on past data only, or also on the forecast of the next interval")
        @Default("hindsight")
        Mode mode,
    @Description("The forecasting method") @Default("ridge_regression")
        ForecastingMethod forecastingMethod) {

  /** The data that a decision is based on. */
  public enum Mode {
    /** Past data. */
    HINDSIGHT,
    /** Past data and a forecast. */
    LOOKAHEAD
  }

  /** The forecasting method. */
  public enum ForecastingMethod {
    ROLLING_AVERAGE,
    RIDGE_REGRESSION
  }
}
