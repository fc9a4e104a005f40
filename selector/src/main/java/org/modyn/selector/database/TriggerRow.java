package org.modyn.selector.database;

/**
 * A trigger whose training set has been written.
 *
 * @param triggerId counts from 0 in each pipeline, without gaps
 * @param keys the size of the training set, over all partitions
 * @param partitions how many partitions the training set has
 * @param samplesSeen how many samples the pipeline had seen, the trigger's own included
 * @param cleaned whether the training set's files have been, or are being, deleted
 */
public record TriggerRow(
    int pipelineId, int triggerId, long keys, int partitions, long samplesSeen, boolean cleaned) {}
