package org.modyn.selector.loss;

import org.modyn.common.error.ModynException;

/** Knows the losses that the trainings of pipelines have recorded. */
@FunctionalInterface
public interface RecordedLosses {
  /** No training has recorded a loss. */
  RecordedLosses NONE = (pipelineId, losses) -> {};

  /**
   * Adds the losses of all models of a pipeline that are newer than {@link SampleLosses#modelId},
   * in the order of the models and of their training, so that the last loss of a sample stays.
   *
   * @throws ModynException UNAVAILABLE when they cannot be known now; DATA_LOSS when a record is
   *     damaged
   */
  void addNewer(int pipelineId, SampleLosses losses);
}
