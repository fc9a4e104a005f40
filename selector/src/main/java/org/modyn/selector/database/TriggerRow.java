package org.modyn.selector.database;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A trigger whose training set has been written.
 *
 * @param triggerId counts from 0 in each pipeline; triggers without anything to select may be left
 *     out
 * @param keys the number of keys in the training set, over all partitions
 * @param partitions the number of partitions of the training set
 * @param samplesSeen the number of samples that the pipeline had seen, including the trigger's own
 * @param createdAt when the training set was made, in microseconds. A trigger that is computed
 *     again after a backup was restored has another time, so it identifies the training set
 * @param cleaned whether the files of the training set have been, or are being, deleted
 */
public record TriggerRow(
    int pipelineId,
    int triggerId,
    long keys,
    int partitions,
    long samplesSeen,
    Instant createdAt,
    boolean cleaned) {
  public TriggerRow {
    requireNonNull(createdAt, "createdAt is null");
  }
}
