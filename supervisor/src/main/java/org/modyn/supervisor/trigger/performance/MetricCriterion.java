package org.modyn.supervisor.trigger.performance;

import static java.util.Objects.requireNonNull;

import java.util.function.Function;
import org.modyn.common.config.pipeline.trigger.performance.PerformanceConfig;
import org.modyn.common.config.pipeline.trigger.performance.PerformanceConfig.Mode;
import org.modyn.supervisor.state.PolicyState;
import org.modyn.supervisor.state.PolicyStateReader;
import org.modyn.supervisor.state.PolicyStateWriter;
import org.modyn.supervisor.trigger.PerformanceSource.Performance;
import org.modyn.supervisor.trigger.criterion.MeasurementCriterion;
import org.modyn.supervisor.trigger.series.MeasurementSeries;

/**
 * A low value of a metric triggers. An interval on which the metric is undefined decides nothing,
 * as when all of its labels are equal and the metric ranks them.
 */
final class MetricCriterion implements PerformanceCriterion {
  private final String metric;
  private final PerformanceConfig config;
  private final MeasurementCriterion criterion;
  private final MeasurementSeries sinceTraining;

  /**
   * @param criterion creates the condition on the values from its state
   * @param state of the criterion to continue, or the initial one
   */
  MetricCriterion(
      String metric,
      PerformanceConfig config,
      Function<PolicyState, MeasurementCriterion> criterion,
      PolicyState state) {
    this.metric = requireNonNull(metric, "metric is null");
    this.config = requireNonNull(config, "config is null");
    if (state.isInitial()) {
      this.criterion = criterion.apply(state);
      this.sinceTraining = new MeasurementSeries(state);
    } else {
      PolicyStateReader reader = new PolicyStateReader(state);
      this.criterion = criterion.apply(reader.readState());
      this.sinceTraining = new MeasurementSeries(reader.readState());
    }
  }

  @Override
  public PolicyState state() {
    return new PolicyStateWriter()
        .writeState(criterion.state())
        .writeState(sinceTraining.state())
        .toState();
  }

  @Override
  public void calibrate(Performance performance) {
    Double score = performance.scores().get(metric);
    if (score != null) {
      criterion.add(score);
      sinceTraining.add(score);
    }
  }

  @Override
  public boolean decide(Performance performance, PerformanceTracker tracker) {
    Double score = performance.scores().get(metric);
    if (score == null) {
      return false;
    }
    sinceTraining.add(score);
    boolean triggers = criterion.evaluate(score);
    return triggers
        || (config.mode() == Mode.LOOKAHEAD
            && criterion.isExtreme(sinceTraining.forecast(config.forecastingMethod())));
  }

  @Override
  public void triggered() {
    // the values before a trigger remain those that later ones are compared with
  }

  @Override
  public void modelTrained() {
    sinceTraining.clear();
  }
}
