package org.modyn.selector.database;

/**
 * A holdout set of a trigger.
 *
 * @param holdout from 1
 * @param keys the number of keys, over all partitions
 */
public record HoldoutRow(int pipelineId, int triggerId, int holdout, long keys, int partitions) {}
