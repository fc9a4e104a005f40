package org.modyn.supervisor.trigger.cost;

import org.modyn.supervisor.data.SampleWindow;
import org.modyn.supervisor.state.PolicyState;
import org.modyn.supervisor.state.PolicyStateReader;
import org.modyn.supervisor.state.PolicyStateWriter;

/**
 * Accumulates regret over time: how many units of it exist, and how many seconds they have existed
 * in total, which is the area under the curve of their number. Used by one thread.
 */
final class LatencyTracker {
  private double units;
  private double unitSeconds;

  /**
   * @param state of the tracker to continue, or the initial one
   */
  LatencyTracker(PolicyState state) {
    if (!state.isInitial()) {
      PolicyStateReader reader = new PolicyStateReader(state);
      units = reader.readDouble();
      unitSeconds = reader.readDouble();
    }
  }

  PolicyState state() {
    return new PolicyStateWriter().writeDouble(units).writeDouble(unitSeconds).toState();
  }

  /**
   * Adds units that arose at a constant rate over an interval, so that each has existed for half of
   * it on average. Earlier ones exist for all of it.
   *
   * @param seconds the length of the interval
   * @return the total of seconds
   */
  double add(double newUnits, double seconds) {
    unitSeconds = after(newUnits, seconds);
    units += newUnits;
    return unitSeconds;
  }

  /** Returns the total of seconds that {@link #add} would return, and adds nothing. */
  double after(double newUnits, double seconds) {
    return unitSeconds + units * seconds + newUnits * seconds / 2;
  }

  /**
   * Adds a unit for each sample of an interval, which exists since the sample's timestamp.
   *
   * @param end of the interval, seconds since 1970
   * @param seconds the length of the interval
   * @return the total of seconds
   */
  double addSamples(SampleWindow samples, long end, long seconds) {
    unitSeconds += units * seconds;
    samples.forEachRun(
        (timestamp, length) -> unitSeconds += (double) Math.max(0, end - timestamp) * length);
    units += samples.size();
    return unitSeconds;
  }

  /** Starts again from 0. */
  void reset() {
    units = 0;
    unitSeconds = 0;
  }
}
