package org.modyn.supervisor.log;

/**
 * How far a pipeline has come in its data.
 *
 * @param batchIndex batches processed before
 * @param sampleIndex where the samples at hand begin
 * @param sampleTime their time, seconds since 1970
 * @param triggerIndex triggers handled before
 */
public record Position(int batchIndex, long sampleIndex, long sampleTime, int triggerIndex) {
  /** For evaluations after the pipeline, which stand nowhere in the data. */
  public static final Position NONE = new Position(-1, -1, -1, -1);
}
