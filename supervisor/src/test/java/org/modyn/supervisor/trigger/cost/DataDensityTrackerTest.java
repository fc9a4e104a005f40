package org.modyn.supervisor.trigger.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.modyn.common.config.pipeline.trigger.performance.PerformanceConfig.ForecastingMethod.RIDGE_REGRESSION;
import static org.modyn.common.config.pipeline.trigger.performance.PerformanceConfig.ForecastingMethod.ROLLING_AVERAGE;

import org.junit.jupiter.api.Test;
import org.modyn.supervisor.state.PolicyState;

/** The values are those of the original's test_data_density_tracker. */
class DataDensityTrackerTest {
  @Test
  void fewIntervalsAreAveraged() {
    DataDensityTracker tracker = tracker(3);
    assertThatThrownBy(tracker::forecast).isInstanceOf(IllegalStateException.class);
    tracker.add(3, 20);
    tracker.add(3, 30);

    assertThat(tracker.forecast()).isEqualTo((3.0 / 20 + 3.0 / 30) / 2, within(1e-15));
  }

  @Test
  void theNewestIntervalsCount() {
    DataDensityTracker tracker = tracker(3);
    tracker.add(3, 20);
    for (int interval = 0; interval < 3; interval++) {
      tracker = new DataDensityTracker(3, RIDGE_REGRESSION, tracker.state());
      tracker.add(3, 30);
    }
    assertThat(tracker.forecast()).isEqualTo(0.1, within(1e-15));
  }

  @Test
  void aTrendIsContinued() {
    DataDensityTracker ridge = tracker(5);
    DataDensityTracker average = new DataDensityTracker(5, ROLLING_AVERAGE, PolicyState.initial());
    for (int samples = 1; samples <= 5; samples++) {
      ridge.add(samples, 1);
      average.add(samples, 1);
    }

    assertThat(ridge.forecast()).isEqualTo(3 + 3 * 10 / 10.5, within(1e-12));
    assertThat(average.forecast()).isEqualTo(3, within(1e-12));
  }

  @Test
  void aDensityIsAbove0() {
    DataDensityTracker tracker = tracker(5);
    for (int samples : new int[] {100, 50, 20, 2, 1}) {
      tracker.add(samples, 1);
    }
    assertThat(tracker.forecast()).isEqualTo(1);

    DataDensityTracker sameSecond = tracker(5);
    sameSecond.add(7, 0);
    assertThat(sameSecond.forecast()).isEqualTo(7);
  }

  private static DataDensityTracker tracker(int limit) {
    return new DataDensityTracker(limit, RIDGE_REGRESSION, PolicyState.initial());
  }
}
