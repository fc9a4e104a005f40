package org.modyn.supervisor.trigger.performance;

import static java.util.Objects.requireNonNull;

import java.util.OptionalDouble;
import org.modyn.common.config.pipeline.trigger.performance.AvoidableMisclassificationConfig;
import org.modyn.supervisor.trigger.PerformanceSource.Performance;

/**
 * Estimates the avoidable misclassifications: how many samples the newest model predicts wrong in
 * excess of those that a model would that was trained just now.
 *
 * <p>The accuracy of that model is {@code expected_accuracy}, or else what {@link
 * PerformanceTracker} forecasts from the models before; while neither is known, no
 * misclassification counts as avoidable. An estimate is negative if the model is better than
 * expected, and then 0 unless {@code allow_reduction} is set.
 */
public final class MisclassificationEstimator {
  private final AvoidableMisclassificationConfig config;

  public MisclassificationEstimator(AvoidableMisclassificationConfig config) {
    this.config = requireNonNull(config, "config is null");
  }

  /**
   * Returns the estimate for an interval.
   *
   * @param tracker with the accuracy on the interval
   */
  public double avoidable(Performance performance, PerformanceTracker tracker) {
    OptionalDouble expected = expectedAccuracy(tracker);
    return expected.isEmpty()
        ? 0
        : reduced(
            performance.misclassifications()
                - (1 - expected.getAsDouble()) * performance.samples());
  }

  /**
   * Returns the forecast of the estimate for the next interval.
   *
   * @param samples in the next interval
   */
  public double avoidableNext(int samples, PerformanceTracker tracker) {
    OptionalDouble expected = expectedAccuracy(tracker);
    OptionalDouble next = tracker.nextAccuracy();
    return expected.isEmpty() || next.isEmpty()
        ? 0
        : reduced((expected.getAsDouble() - next.getAsDouble()) * samples);
  }

  private OptionalDouble expectedAccuracy(PerformanceTracker tracker) {
    return config.expectedAccuracy().map(OptionalDouble::of).orElseGet(tracker::expectedAccuracy);
  }

  private double reduced(double misclassifications) {
    return config.allowReduction() ? misclassifications : Math.max(0, misclassifications);
  }
}
