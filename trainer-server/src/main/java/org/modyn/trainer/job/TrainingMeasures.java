package org.modyn.trainer.job;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.OptionalDouble;

/**
 * How far a training has come, and how it goes.
 *
 * @param batches trained on
 * @param samples trained on; one counts once for each epoch
 * @param loss of the last batch; empty before the first
 * @param learningRates one for each parameter group, in the order of the pipeline file
 * @param samplesPerSecond since the first batch was asked for
 * @param secondsWaited for batches
 * @param notes what is done otherwise than was asked for, a line each
 */
public record TrainingMeasures(
    long batches,
    long samples,
    OptionalDouble loss,
    List<Double> learningRates,
    double samplesPerSecond,
    double secondsWaited,
    List<String> notes) {
  public TrainingMeasures {
    requireNonNull(loss, "loss is null");
    learningRates = List.copyOf(learningRates);
    notes = List.copyOf(notes);
  }
}
