package org.modyn.common.config.pipeline.trigger.performance;

import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/** How a trigger observes the model. */
public record PerformanceConfig(
    @Description(
            "Number of intervals from which the density of the data is estimated; only used with"
                + " lookahead")
        @Default("20")
        int dataDensityWindowSize,
    @Description(
            "Number of evaluations after triggers from which the expected performance is computed")
        @Default("10")
        int performanceTriggersWindowSize,
    @Description("The data that the model is evaluated on") PerformanceEvaluationConfig evaluation,
    @Description(
            "Whether to consider past data only, or forecasts too; only hindsight is supported")
        @Default("hindsight")
        Mode mode,
    @Description("The forecasting method") @Default("ridge_regression")
        ForecastingMethod forecastingMethod) {

  @Rule
  static void nothingLooksAhead(Mode mode, Violations violations) {
    if (mode == Mode.LOOKAHEAD) {
      violations.add("mode", "must be hindsight: lookahead is not supported");
    }
  }

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
