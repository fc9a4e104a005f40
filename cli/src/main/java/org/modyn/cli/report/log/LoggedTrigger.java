package org.modyn.cli.report.log;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A trigger of a pipeline.
 *
 * @param triggerId the number that the selector gave it
 * @param modelId the model that was trained for it; empty if none is stored
 * @param samples the samples since the trigger before
 * @param samplesOffered the samples that downsampling chose from, in all its selections; empty
 *     without downsampling
 * @param samplesChosen the samples that downsampling chose, in all its selections; empty without
 *     downsampling
 * @param samplesTrained number of samples trained on; each sample counts once per epoch
 * @param firstTimestamp of the samples since the trigger before, in seconds since 1970; empty if it
 *     was not trained, or is not complete
 * @param lastTimestamp as {@code firstTimestamp}
 * @param decision what the policy has measured; empty for policies that measure nothing
 * @param seconds the cost of the trigger
 */
public record LoggedTrigger(
    int triggerId,
    OptionalInt modelId,
    OptionalLong samples,
    OptionalLong samplesOffered,
    OptionalLong samplesChosen,
    OptionalLong samplesTrained,
    OptionalLong firstTimestamp,
    OptionalLong lastTimestamp,
    Optional<LoggedDecision> decision,
    StageSeconds seconds) {
  public LoggedTrigger {
    requireNonNull(modelId, "modelId is null");
    requireNonNull(samples, "samples is null");
    requireNonNull(samplesOffered, "samplesOffered is null");
    requireNonNull(samplesChosen, "samplesChosen is null");
    requireNonNull(samplesTrained, "samplesTrained is null");
    requireNonNull(firstTimestamp, "firstTimestamp is null");
    requireNonNull(lastTimestamp, "lastTimestamp is null");
    requireNonNull(decision, "decision is null");
    requireNonNull(seconds, "seconds is null");
  }

  /** Seconds from the start of the training to the stored model. */
  public double trainingSeconds() {
    return seconds.of(CostStage.DOWNSAMPLING)
        + seconds.of(CostStage.TRAINING)
        + seconds.of(CostStage.STORING);
  }
}
