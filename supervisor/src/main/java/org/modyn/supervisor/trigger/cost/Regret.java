package org.modyn.supervisor.trigger.cost;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.modyn.supervisor.data.SampleWindow;
import org.modyn.supervisor.state.PolicyState;

/** What it costs not to train, accumulated since the last training. Used by one thread. */
interface Regret {
  /**
   * Adds an interval.
   *
   * @param end of the interval, seconds since 1970
   * @param seconds the time since the end of the interval before, or since the first sample
   */
  Measurement add(SampleWindow interval, long end, long seconds);

  /** Starts again from 0, because an interval triggers, or a model was trained. */
  void reset();

  /** Reports a model that was trained. */
  void modelTrained(int modelId);

  /** Reports the model that the pipeline starts from. */
  void startFrom(int modelId);

  /** Returns the state after the last call. */
  PolicyState state();

  /**
   * The regret after an interval.
   *
   * @param total in seconds
   * @param next the forecast of the total after the next interval; empty if the regret does not
   *     look ahead
   * @param details of its computation, for the log
   */
  record Measurement(double total, OptionalDouble next, Map<String, Object> details) {
    public Measurement {
      requireNonNull(next, "next is null");
      details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }
  }
}
