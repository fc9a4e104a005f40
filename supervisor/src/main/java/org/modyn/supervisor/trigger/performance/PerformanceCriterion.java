package org.modyn.supervisor.trigger.performance;

import org.modyn.common.config.pipeline.trigger.PerformanceTriggerConfig;
import org.modyn.common.config.pipeline.trigger.performance.PerformanceConfig.Mode;
import org.modyn.common.config.pipeline.trigger.performance.PerformanceCriterionConfig;
import org.modyn.supervisor.state.PolicyState;
import org.modyn.supervisor.trigger.PerformanceSource.Performance;
import org.modyn.supervisor.trigger.criterion.Direction;
import org.modyn.supervisor.trigger.criterion.DynamicQuantile;
import org.modyn.supervisor.trigger.criterion.DynamicRollingAverage;
import org.modyn.supervisor.trigger.criterion.StaticThreshold;

/**
 * Decides on the performance of the newest model whether to train. Used by one thread.
 *
 * <p>A criterion that looks ahead triggers also if it would trigger after the next interval, were
 * the performance there what is forecast.
 */
interface PerformanceCriterion {
  /** Observes the performance on an interval of the warm-up. */
  void calibrate(Performance performance);

  /**
   * Decides about the performance on an interval.
   *
   * @param tracker with the accuracy on the interval
   */
  boolean decide(Performance performance, PerformanceTracker tracker);

  /** Reports that an interval triggers, for whatever reason. */
  void triggered();

  /** Reports that a model was trained, which is evaluated from the next interval on. */
  void modelTrained();

  /** Returns the state after the last call. */
  PolicyState state();

  /**
   * Creates a criterion.
   *
   * @param config of the trigger
   * @param state of the criterion to continue, or the initial one
   */
  static PerformanceCriterion create(
      PerformanceCriterionConfig criterion, PerformanceTriggerConfig config, PolicyState state) {
    return switch (criterion) {
      case PerformanceCriterionConfig.StaticThreshold threshold ->
          new MetricCriterion(
              config.resultName(threshold.metric()),
              config.performance(),
              _ -> new StaticThreshold(threshold.metricThreshold(), Direction.LOWER),
              state);
      case PerformanceCriterionConfig.DynamicQuantile quantile ->
          new MetricCriterion(
              config.resultName(quantile.metric()),
              config.performance(),
              part ->
                  new DynamicQuantile(
                      quantile.windowSize(), quantile.quantile(), Direction.LOWER, part),
              state);
      case PerformanceCriterionConfig.DynamicRollingAverage average ->
          new MetricCriterion(
              config.resultName(average.metric()),
              config.performance(),
              part ->
                  new DynamicRollingAverage(
                      average.windowSize(),
                      average.deviation(),
                      average.absolute(),
                      Direction.LOWER,
                      part),
              state);
      case PerformanceCriterionConfig.StaticNumberMisclassification number ->
          new MisclassificationCriterion(
              number,
              config.performance().mode() == Mode.LOOKAHEAD,
              config.batch().evaluationIntervalDataPoints(),
              state);
    };
  }
}
