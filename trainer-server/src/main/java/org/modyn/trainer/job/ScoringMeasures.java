package org.modyn.trainer.job;

/**
 * The progress of a pass that scores a training set, from which samples are then selected.
 *
 * @param active whether a pass or its selection is in progress; otherwise these are the measures of
 *     the last one
 * @param batches the number of batches scored
 * @param samples the number of samples scored
 * @param total the number of samples to score; 0 before the first pass
 * @param samplesPerSecond the throughput since the pass began
 */
public record ScoringMeasures(
    boolean active, long batches, long samples, long total, double samplesPerSecond) {
  static final ScoringMeasures NONE = new ScoringMeasures(false, 0, 0, 0, 0);

  ScoringMeasures ended() {
    return new ScoringMeasures(false, batches, samples, total, samplesPerSecond);
  }
}
