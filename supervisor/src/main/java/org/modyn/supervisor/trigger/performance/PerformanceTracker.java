package org.modyn.supervisor.trigger.performance;

import java.util.OptionalDouble;
import org.modyn.common.config.pipeline.trigger.performance.PerformanceConfig.ForecastingMethod;
import org.modyn.supervisor.state.PolicyState;
import org.modyn.supervisor.state.PolicyStateReader;
import org.modyn.supervisor.state.PolicyStateWriter;
import org.modyn.supervisor.trigger.series.MeasurementSeries;
import org.modyn.supervisor.trigger.series.RecentMeasurements;

/**
 * Tracks the accuracy of the models of a pipeline over time, as two series: those of the newest
 * model, and the first ones after each training. The interval after a training is data that the new
 * model has not seen, so its first accuracy estimates what a training achieves. Used by one thread.
 */
public final class PerformanceTracker {
  private final ForecastingMethod method;
  private final RecentMeasurements afterTrainings;
  private final MeasurementSeries sinceTraining;
  private boolean isModelNew;

  /**
   * @param trainings how many accuracies after trainings to consider, at least 1
   * @param state of the tracker to continue, or the initial one
   */
  public PerformanceTracker(int trainings, ForecastingMethod method, PolicyState state) {
    this.method = method;
    if (state.isInitial()) {
      this.afterTrainings = new RecentMeasurements(trainings, state);
      this.sinceTraining = new MeasurementSeries(state);
    } else {
      PolicyStateReader reader = new PolicyStateReader(state);
      this.afterTrainings = new RecentMeasurements(trainings, reader.readState());
      this.sinceTraining = new MeasurementSeries(reader.readState());
      this.isModelNew = reader.readBoolean();
    }
  }

  PolicyState state() {
    return new PolicyStateWriter()
        .writeState(afterTrainings.state())
        .writeState(sinceTraining.state())
        .writeBoolean(isModelNew)
        .toState();
  }

  /** Adds the accuracy of the newest model on an interval. */
  public void add(double accuracy) {
    if (isModelNew) {
      afterTrainings.add(accuracy);
      isModelNew = false;
    }
    sinceTraining.add(accuracy);
  }

  /** Begins the series of a model that has just been trained. */
  public void modelTrained() {
    sinceTraining.clear();
    isModelNew = true;
  }

  /**
   * Returns the forecast of the accuracy right after a training, 0 to 1; empty until a trained
   * model has been evaluated.
   */
  public OptionalDouble expectedAccuracy() {
    return afterTrainings.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(Math.clamp(afterTrainings.forecast(method), 0, 1));
  }

  /**
   * Returns the forecast of the newest model's accuracy on the next interval, 0 to 1; empty until
   * it has been evaluated.
   */
  public OptionalDouble nextAccuracy() {
    return sinceTraining.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(Math.clamp(sinceTraining.forecast(method), 0, 1));
  }
}
