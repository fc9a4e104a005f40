package org.modyn.supervisor.trigger.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.modyn.common.config.pipeline.trigger.performance.PerformanceConfig.ForecastingMethod.RIDGE_REGRESSION;
import static org.modyn.common.config.pipeline.trigger.performance.PerformanceConfig.ForecastingMethod.ROLLING_AVERAGE;

import org.junit.jupiter.api.Test;
import org.modyn.common.config.pipeline.trigger.performance.PerformanceConfig.ForecastingMethod;
import org.modyn.supervisor.state.PolicyState;

/** The values are those of the original's test_performance_tracker. */
class PerformanceTrackerTest {
  @Test
  void knowsNothingAtFirst() {
    PerformanceTracker tracker = tracker(3, RIDGE_REGRESSION);

    assertThat(tracker.expectedAccuracy()).isEmpty();
    assertThat(tracker.nextAccuracy()).isEmpty();
  }

  @Test
  void fewAccuraciesAreAveraged() {
    for (ForecastingMethod method : ForecastingMethod.values()) {
      PerformanceTracker tracker = tracker(3, method);
      trained(tracker, 0.8);
      trained(tracker, 0.85);

      assertThat(tracker.expectedAccuracy()).hasValueCloseTo(0.825, within(1e-12));
      // the newest model has been evaluated once
      assertThat(tracker.nextAccuracy()).hasValueCloseTo(0.85, within(1e-12));
    }
  }

  @Test
  void theExpectedAccuracyIsThatAfterTheNewestTrainings() {
    PerformanceTracker average = tracker(5, ROLLING_AVERAGE);
    PerformanceTracker ridge = tracker(5, RIDGE_REGRESSION);
    for (double accuracy : new double[] {0.8, 0.85, 0.9, 0.95, 1.0, 1.0}) {
      trained(average, accuracy);
      trained(ridge, accuracy);
    }

    assertThat(average.expectedAccuracy()).hasValueCloseTo(0.94, within(1e-12));
    // the line leads to 1.0543 (slope 0.4 / 10.5), which no accuracy reaches
    assertThat(ridge.expectedAccuracy()).hasValue(1);
  }

  @Test
  void theNextAccuracyIsThatOfTheNewestModel() {
    PerformanceTracker tracker = tracker(2, ROLLING_AVERAGE);
    for (double accuracy : new double[] {0.9, 0.8, 0.7, 0.6, 0.5}) {
      tracker.add(accuracy);
    }
    assertThat(tracker.nextAccuracy()).hasValueCloseTo(0.7, within(1e-12));
    // no model was trained, so none was evaluated after its training
    assertThat(tracker.expectedAccuracy()).isEmpty();

    for (double accuracy : new double[] {0.9, 0.8, 0.7, 0.6, 0.5}) {
      trained(tracker, accuracy);
    }
    assertThat(tracker.expectedAccuracy()).hasValueCloseTo(0.55, within(1e-12));
    tracker.add(0.1);
    assertThat(tracker.expectedAccuracy()).hasValueCloseTo(0.55, within(1e-12));
    assertThat(tracker.nextAccuracy()).hasValueCloseTo(0.3, within(1e-12));
  }

  @Test
  void aTrendIsContinuedButNotBelowZero() {
    PerformanceTracker tracker = tracker(2, RIDGE_REGRESSION);
    for (double accuracy : new double[] {0.9, 0.7, 0.5, 0.3, 0.1}) {
      tracker.add(accuracy);
    }

    assertThat(tracker.nextAccuracy()).hasValue(0);
  }

  @Test
  void aModelIsNewUntilItWasEvaluated() {
    PerformanceTracker tracker = tracker(3, ROLLING_AVERAGE);
    trained(tracker, 0.8);
    tracker.modelTrained();
    assertThat(tracker.nextAccuracy()).isEmpty();

    PerformanceTracker restored = new PerformanceTracker(3, ROLLING_AVERAGE, tracker.state());
    restored.add(0.4);

    assertThat(restored.expectedAccuracy()).hasValueCloseTo(0.6, within(1e-12));
  }

  private static PerformanceTracker tracker(int trainings, ForecastingMethod method) {
    return new PerformanceTracker(trainings, method, PolicyState.initial());
  }

  private static void trained(PerformanceTracker tracker, double accuracy) {
    tracker.modelTrained();
    tracker.add(accuracy);
  }
}
