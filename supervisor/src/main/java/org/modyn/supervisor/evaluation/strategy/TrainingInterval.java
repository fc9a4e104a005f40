package org.modyn.supervisor.evaluation.strategy;

/**
 * The time range of the samples that arrived between two triggers, in seconds since 1970.
 *
 * @param first the timestamp of the first sample
 * @param last the timestamp of the last sample, inclusive
 */
public record TrainingInterval(long first, long last) {}
