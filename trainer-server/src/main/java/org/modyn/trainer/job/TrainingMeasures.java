package org.modyn.trainer.job;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.OptionalDouble;

/**
 * The progress and the metrics of a training.
 *
 * @param batches the number of batches trained on
 * @param samples the number of samples trained on; each counts once per epoch
 * @param loss the loss of the last batch; empty before the first
 * @param learningRates one per parameter group, in the order of the pipeline file
 * @param samplesPerSecond the throughput since the first batch was requested
 * @param secondsWaited the time spent waiting for batches, without selections
 * @param scoring the progress of the passes in which downsampling scores the training set
 * @param notes deviations from the request, one line each
 */
public record TrainingMeasures(
    long batches,
    long samples,
    OptionalDouble loss,
    List<Double> learningRates,
    double samplesPerSecond,
    double secondsWaited,
    ScoringMeasures scoring,
    List<String> notes) {
  public TrainingMeasures {
    requireNonNull(loss, "loss is null");
    requireNonNull(scoring, "scoring is null");
    learningRates = List.copyOf(learningRates);
    notes = List.copyOf(notes);
  }
}
