package org.modyn.trainer.job;

import static java.util.Objects.requireNonNull;

/**
 * The progress of a pass that scores a training set, from which samples are then selected, or of
 * what has to be done before samples can be scored.
 *
 * @param activity what the pass does, for example {@code scoring the training set}
 * @param active whether a pass or its selection is in progress; otherwise these are the measures of
 *     the last one
 * @param batches the number of batches processed
 * @param samples the number of samples processed
 * @param total the number of samples to process; 0 before the first pass
 * @param samplesPerSecond the throughput since the pass began
 */
public record ScoringMeasures(
    String activity,
    boolean active,
    long batches,
    long samples,
    long total,
    double samplesPerSecond) {
  static final ScoringMeasures NONE = new ScoringMeasures("", false, 0, 0, 0, 0);

  public ScoringMeasures {
    requireNonNull(activity, "activity is null");
  }

  ScoringMeasures ended() {
    return new ScoringMeasures(activity, false, batches, samples, total, samplesPerSecond);
  }
}
