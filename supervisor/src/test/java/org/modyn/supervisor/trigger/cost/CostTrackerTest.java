package org.modyn.supervisor.trigger.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.modyn.supervisor.state.PolicyState;

/** The values are those of the original's test_cost_tracker. */
class CostTrackerTest {
  @Test
  void oneTrainingIsAConstant() {
    CostTracker tracker = new CostTracker(3, PolicyState.initial());
    assertThat(tracker.estimate(20)).isEmpty();

    tracker.add(10, 0.5);

    assertThat(tracker.estimate(20)).hasValue(0.5);
    assertThat(tracker.estimate(0)).hasValue(0.5);
  }

  @Test
  void severalTrainingsAreALine() {
    CostTracker tracker = new CostTracker(3, PolicyState.initial());
    tracker.add(10, 0.5);
    tracker.add(20, 1.0);
    // slope 2.5 / 51
    assertThat(tracker.estimate(25)).hasValueCloseTo(0.75 + 10 * 2.5 / 51, within(1e-12));
    tracker.add(30, 1.5);
    // slope 10 / 201
    assertThat(tracker.estimate(25)).hasValueCloseTo(1 + 5 * 10.0 / 201, within(1e-12));
  }

  @Test
  void onlyTheNewestTrainingsCount() {
    CostTracker tracker = new CostTracker(3, PolicyState.initial());
    tracker.add(10, 100);
    for (int samples = 20; samples <= 40; samples += 10) {
      tracker = new CostTracker(3, tracker.state());
      tracker.add(samples, samples / 20.0);
    }

    assertThat(tracker.estimate(30)).hasValueCloseTo(1.5, within(1e-12));
    assertThat(tracker.estimate(40)).hasValueCloseTo(1.5 + 100.0 / 201, within(1e-12));
  }

  @Test
  void trainingsWithoutCostAreIgnored() {
    CostTracker tracker = new CostTracker(3, PolicyState.initial());
    tracker.add(0, 5);
    tracker.add(10, 0);
    tracker.add(10, Double.NaN);
    assertThat(tracker.estimate(10)).isEmpty();
  }

  @Test
  void noTrainingIsFasterThanNothing() {
    CostTracker tracker = new CostTracker(3, PolicyState.initial());
    tracker.add(1000, 1);
    tracker.add(2000, 10);
    assertThat(tracker.estimate(0)).hasValue(0);
  }
}
