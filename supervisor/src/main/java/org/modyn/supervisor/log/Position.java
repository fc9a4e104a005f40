package org.modyn.supervisor.log;

/**
 * The position of a pipeline in its data.
 *
 * @param batchIndex the number of batches processed before
 * @param sampleIndex the index of the first of the current samples
 * @param sampleTime its timestamp, in seconds since 1970
 * @param triggerIndex the number of triggers handled before
 */
public record Position(int batchIndex, long sampleIndex, long sampleTime, int triggerIndex) {
  /** The position of evaluations after the pipeline, which have none in the data. */
  public static final Position NONE = new Position(-1, -1, -1, -1);
}
