package org.modyn.common.config.pipeline.data;

/**
 * The handling of samples that cannot be read because their file was changed, deleted or damaged.
 */
public enum UnreadableSamples {
  /** The training or evaluation fails. */
  FAIL,
  /** The samples are skipped and reported. */
  SKIP
}
