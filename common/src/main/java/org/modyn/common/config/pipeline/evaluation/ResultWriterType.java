package org.modyn.common.config.pipeline.evaluation;

/** Where the results of evaluations are written, besides the database. */
public enum ResultWriterType {
  /** The pipeline log, which always has the results. */
  JSON,
  /** A JSON file for each trigger beside the log. */
  JSON_DEDICATED,
  /** An event file for TensorBoard beside the log. */
  TENSORBOARD
}
