package org.modyn.supervisor.trigger;

import java.util.PrimitiveIterator;
import org.modyn.proto.supervisor.TriggerState;
import org.modyn.supervisor.data.NewSamples;

/** Decides when to train. Not thread safe: each pipeline has its own instance. */
public interface TriggeringPolicy {
  /**
   * Evaluates new samples.
   *
   * <p>The returned iterator is lazy: the training of a trigger runs before the next element is
   * requested, so that a policy may take the new model into account.
   *
   * @param samples the samples, ordered by timestamp
   * @return the indexes of the samples that trigger, ascending: a sample belongs to the trigger
   *     with the smallest index that is not less than its own. -1 triggers before the first sample.
   *     An index that is repeated is a trigger without new samples
   */
  PrimitiveIterator.OfInt inform(NewSamples samples);

  /** Returns the condition of the next trigger, for progress reports. */
  default TriggerState state() {
    return TriggerState.getDefaultInstance();
  }

  /**
   * Reports a model that was trained and stored.
   *
   * @param numberOfSamples the size of its trigger training set
   * @param seconds the time from the trigger to the stored model
   */
  default void informNewModel(int modelId, long numberOfSamples, double seconds) {}
}
