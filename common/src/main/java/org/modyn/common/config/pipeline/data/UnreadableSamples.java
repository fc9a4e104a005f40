package org.modyn.common.config.pipeline.data;

/** What happens when samples cannot be read because their file changed, vanished or is damaged. */
public enum UnreadableSamples {
  /** The training or evaluation fails. */
  FAIL,
  /** The samples are left out and reported. */
  SKIP
}
