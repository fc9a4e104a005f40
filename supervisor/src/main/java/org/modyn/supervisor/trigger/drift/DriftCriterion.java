package org.modyn.supervisor.trigger.drift;

import org.modyn.common.config.pipeline.trigger.drift.DriftCriterionConfig;
import org.modyn.common.error.ModynException;
import org.modyn.supervisor.drift.DriftMeasurement;
import org.modyn.supervisor.state.PolicyState;
import org.modyn.supervisor.trigger.criterion.Direction;
import org.modyn.supervisor.trigger.criterion.DynamicQuantile;
import org.modyn.supervisor.trigger.criterion.DynamicRollingAverage;
import org.modyn.supervisor.trigger.criterion.MeasurementCriterion;
import org.modyn.supervisor.trigger.criterion.StaticThreshold;

/** Decides for one metric whether what it has measured is a drift. */
interface DriftCriterion {
  /** Adds a measurement, and returns whether it is a drift. */
  boolean isDrift(DriftMeasurement measurement);

  /** Returns the state after the last measurement. */
  PolicyState state();

  /**
   * Creates a criterion.
   *
   * @param state of the criterion to continue, or the initial one
   */
  static DriftCriterion create(DriftCriterionConfig config, PolicyState state) {
    return switch (config) {
      case DriftCriterionConfig.Threshold threshold ->
          ofDistance(new StaticThreshold(threshold.threshold(), Direction.HIGHER));
      case DriftCriterionConfig.DynamicQuantile quantile ->
          ofDistance(
              new DynamicQuantile(
                  quantile.windowSize(), quantile.quantile(), Direction.HIGHER, state));
      case DriftCriterionConfig.DynamicRollingAverage average ->
          ofDistance(
              new DynamicRollingAverage(
                  average.windowSize(),
                  average.deviation(),
                  average.absolute(),
                  Direction.HIGHER,
                  state));
      case DriftCriterionConfig.HypothesisTest _ -> new OfTest();
    };
  }

  private static DriftCriterion ofDistance(MeasurementCriterion criterion) {
    return new OfDistance(criterion);
  }

  /** A criterion on the distance. */
  record OfDistance(MeasurementCriterion criterion) implements DriftCriterion {
    @Override
    public boolean isDrift(DriftMeasurement measurement) {
      return criterion.evaluate(measurement.distance());
    }

    @Override
    public PolicyState state() {
      return criterion.state();
    }
  }

  /** The statistical test of the metric. */
  record OfTest() implements DriftCriterion {
    @Override
    public boolean isDrift(DriftMeasurement measurement) {
      return measurement
          .test()
          .orElseThrow(
              () ->
                  ModynException.failedPrecondition(
                      "HypothesisTestCriterion needs a metric with a statistical test"))
          .rejects();
    }

    @Override
    public PolicyState state() {
      return PolicyState.initial();
    }
  }
}
