package org.modyn.supervisor.trigger.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.modyn.supervisor.data.SampleWindow;
import org.modyn.supervisor.state.PolicyState;
import org.modyn.supervisor.trigger.PolicyRun;

/** The values are those of the original's test_incorporation_latency_tracker. */
class LatencyTrackerTest {
  @Test
  void unitsThatArriveDuringAnIntervalExistForHalfOfIt() {
    LatencyTracker tracker = new LatencyTracker(PolicyState.initial());

    assertThat(tracker.add(1, 2)).isEqualTo(1);
    assertThat(tracker.after(0.5, 4)).isEqualTo(6);
    assertThat(tracker.add(0.5, 4)).isEqualTo(6);
    LatencyTracker restored = new LatencyTracker(tracker.state());
    assertThat(restored.add(0, 2)).isEqualTo(9);
    restored.reset();
    assertThat(restored.add(2, 1)).isEqualTo(1);
  }

  @Test
  void samplesExistSinceTheirTimestamp() {
    LatencyTracker tracker = new LatencyTracker(PolicyState.initial());

    assertThat(tracker.addSamples(samples(1, 2), 3, 3)).isEqualTo(3, within(0.0));
    // the two of them for 10 seconds, the others for 7 and 6
    assertThat(tracker.addSamples(samples(6, 7), 13, 10)).isEqualTo(3 + 20 + 13, within(0.0));
  }

  private static SampleWindow samples(long... timestamps) {
    SampleWindow window = new SampleWindow();
    window.add(PolicyRun.samples(0, timestamps));
    return window;
  }
}
