package org.modyn.supervisor.trigger.cost;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.modyn.supervisor.data.SampleWindow;
import org.modyn.supervisor.state.PolicyState;

/** The seconds that samples have waited for a training, summed over the samples. */
final class WaitingTimeRegret implements Regret {
  private final LatencyTracker latency;

  /**
   * @param state of the regret to continue, or the initial one
   */
  WaitingTimeRegret(PolicyState state) {
    this.latency = new LatencyTracker(state);
  }

  @Override
  public PolicyState state() {
    return latency.state();
  }

  @Override
  public Measurement add(SampleWindow interval, long end, long seconds) {
    double total = latency.addSamples(interval, end, seconds);
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("regret", total);
    details.put("batch_duration", seconds);
    details.put("latency_tracker", total);
    return new Measurement(total, OptionalDouble.empty(), details);
  }

  @Override
  public void reset() {
    latency.reset();
  }

  @Override
  public void modelTrained(int modelId) {
    // does not depend on models
  }

  @Override
  public void startFrom(int modelId) {
    // does not depend on models
  }
}
