package org.modyn.ml.downsampling;

import org.modyn.common.error.ModynException;

/**
 * Selects samples from the features that the model has computed of them. Implementations have no
 * state: a selection depends on its arguments only.
 */
public interface DownsamplingStrategy {
  /** What the strategy needs to know about each sample. */
  SampleFeature feature();

  /**
   * Whether a part of each label is selected, as if each label were a set of its own, so that the
   * selection has the proportions of the labels..
   */
  boolean isBalanced();

  /**
   * Selects samples.
   *
   * @param candidates at least one sample
   * @param target the number of samples to select, from 1 to the number of candidates
   * @return {@code target} samples, unless the strategy documents that it may select fewer
   * @throws ModynException FAILED_PRECONDITION, with the sample's key, when a feature is not finite
   */
  Selection select(Candidates candidates, int target, SelectionRound round);
}
