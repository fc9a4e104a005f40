package org.modyn.ml.downsampling;

import org.modyn.common.config.pipeline.selection.downsampling.SamplingRatio;
import org.modyn.common.error.ModynException;

/**
 * Selects samples from the features that the model has computed of them. Implementations have no
 * state: a selection depends on its arguments only. They are safe for concurrent use.
 */
public interface DownsamplingStrategy {
  /** What the strategy needs to know about each sample. */
  SampleFeature feature();

  /**
   * Whether the strategy uses the labels of samples; they take 8 bytes per sample of a training
   * set.
   */
  default boolean usesLabels() {
    return true;
  }

  /**
   * Selects samples.
   *
   * @param candidates at least one sample
   * @return {@link SamplingRatio#selectedOf} samples, unless the strategy documents that it may
   *     select fewer, or that it selects from each label separately
   * @throws ModynException FAILED_PRECONDITION, with the sample's key, when a feature is not
   *     finite; CANCELLED when the thread is interrupted
   */
  Selection select(Candidates candidates, SamplingRatio ratio, SelectionRound round);
}
