package org.modyn.selector.database;

/**
 * A trigger whose training set has been written.
 *
 * @param triggerId counts from 0 in each pipeline; triggers without anything to select may be left
 *     out
 * @param keys the number of keys in the training set, over all partitions
 * @param partitions the number of partitions of the training set
 * @param samplesSeen the number of samples that the pipeline had seen, including the trigger's own
 * @param cleaned whether the files of the training set have been, or are being, deleted
 */
public record TriggerRow(
    int pipelineId, int triggerId, long keys, int partitions, long samplesSeen, boolean cleaned) {}
