package org.modyn.supervisor.trigger;

import org.modyn.common.error.ModynException;
import org.modyn.supervisor.data.NewSamples;
import org.modyn.supervisor.event.PipelineEvent.TriggerProgress;
import org.modyn.supervisor.state.PolicyState;

/**
 * Decides when to train. Each pipeline has its own instance, used by one thread.
 *
 * <p>The decisions of a policy depend only on its configuration, the samples and its state. The
 * state is stored with the position of the pipeline after each decision: an instance that is made
 * from it continues where another one ended.
 */
public interface TriggeringPolicy {
  /**
   * Evaluates new samples up to the next trigger. The caller trains the model of a trigger before
   * it calls this method again with the samples after the trigger.
   *
   * @param samples the rest of a batch, ordered by timestamp: the samples that no decision covers
   *     yet. May be empty after a trigger on the last sample of a batch
   * @return the next trigger; none when no further sample of the batch triggers
   * @throws ModynException UNAVAILABLE when a server that the policy asks is unreachable; the call
   *     is then repeated with an instance in the state before it
   */
  Decision next(NewSamples samples);

  /**
   * Returns how many samples to give {@link #next} at once so that a trigger is on the last of
   * them, if on any, and no sample before the last makes the policy ask a server: at least 1, and
   * at most all; 0 if the policy triggers before the first sample. The state stays as it is.
   * Ensembles give all of their policies the same samples in this way.
   *
   * <p>By default 1, which is right for every policy that never triggers before the first sample,
   * but slow: override it.
   *
   * @param samples as for {@link #next}, not empty
   */
  default int samplesToNextDecision(NewSamples samples) {
    return 1;
  }

  /** Returns the state after the last decision. */
  PolicyState state();

  /** Returns the condition of the next trigger, for progress reports. */
  default TriggerProgress progress() {
    return TriggerProgress.UNKNOWN;
  }

  /**
   * Reports a model that was trained and stored. The state may change.
   *
   * @param trainingSetSize the size of its trigger training set, in samples
   * @param seconds the time from the trigger to the stored model
   */
  default void modelTrained(int modelId, long trainingSetSize, double seconds) {}
}
