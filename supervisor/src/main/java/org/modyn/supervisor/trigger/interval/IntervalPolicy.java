package org.modyn.supervisor.trigger.interval;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.modyn.common.error.ModynException;
import org.modyn.supervisor.data.SampleWindow;
import org.modyn.supervisor.state.PolicyState;

/**
 * Decides for an {@link IntervalTrigger} whether to train after an interval of samples. Used by one
 * thread.
 *
 * <p>As with {@link org.modyn.supervisor.trigger.TriggeringPolicy}, its decisions depend only on
 * its configuration, the intervals, its state, and what it asks other servers.
 */
public interface IntervalPolicy {
  /** Returns the {@code type} of its evaluations in the log of the pipeline. */
  String type();

  /**
   * Decides about an interval.
   *
   * @throws ModynException UNAVAILABLE when a server that the policy asks is unreachable; the call
   *     is then repeated with an instance in the state before it
   */
  Evaluation decide(SampleWindow interval);

  /**
   * Observes an interval about which the {@link WarmUp} has decided.
   *
   * @param triggers whether it triggers
   * @param endsWarmUp whether {@link #decide} is called for the next interval
   * @return the evaluation of the interval, with {@code triggers}
   * @throws ModynException as {@link #decide}
   */
  Evaluation observe(SampleWindow interval, boolean triggers, boolean endsWarmUp);

  /**
   * Reports a model that was trained and stored after an interval that triggered.
   *
   * @param trainingSetSize the size of its trigger training set, in samples
   * @param seconds the time from the trigger to the stored model
   */
  void modelTrained(int modelId, long trainingSetSize, double seconds);

  /** Reports the model that the pipeline starts from, before the first interval. */
  void startFrom(int modelId);

  /** Returns the state after the last call. */
  PolicyState state();

  /**
   * The evaluation of an interval.
   *
   * @param triggers whether the last sample of the interval triggers
   * @param details the fields of its entry in the log
   * @param calibrations the fields of entries that precede it: evaluations that calibrated the
   *     policy and decided nothing
   */
  record Evaluation(
      boolean triggers, Map<String, Object> details, List<Map<String, Object>> calibrations) {
    public Evaluation {
      requireNonNull(details, "details is null");
      details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
      calibrations = List.copyOf(calibrations);
    }

    /** Returns an evaluation without calibrations. */
    public static Evaluation of(boolean triggers, Map<String, Object> details) {
      return new Evaluation(triggers, details, List.of());
    }
  }
}
