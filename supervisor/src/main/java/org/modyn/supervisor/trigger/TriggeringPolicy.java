package org.modyn.supervisor.trigger;

import java.util.PrimitiveIterator;
import org.modyn.supervisor.data.NewSamples;

/** Decides when to train. Not thread safe: each pipeline has its own. */
public interface TriggeringPolicy {
  /**
   * Tells of samples that have arrived, in the order of time.
   *
   * <p>The answer is lazy: the trainings that it causes happen between two of its elements, so that
   * a policy may take the new model into account.
   *
   * @return the indexes of the samples that trigger, ascending: a sample belongs to the trigger of
   *     the first index that is not below its own. -1 triggers before the first sample; the same
   *     index may come several times, the later ones being triggers without new samples
   */
  PrimitiveIterator.OfInt inform(NewSamples samples);

  /**
   * Tells of a model that is trained and stored.
   *
   * @param numberOfSamples in its trigger training set
   * @param seconds from the trigger to the stored model
   */
  default void informNewModel(int modelId, long numberOfSamples, double seconds) {}
}
