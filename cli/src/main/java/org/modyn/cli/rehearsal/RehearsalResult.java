package org.modyn.cli.rehearsal;

/**
 * The result of a successful rehearsal.
 *
 * @param evaluations of one model on one window of one dataset each, including those without data
 * @param evaluationsWithoutData that found no samples in their window
 * @param seconds from the reading of the file to the end of the pipeline
 */
public record RehearsalResult(
    int triggers, int models, int evaluations, int evaluationsWithoutData, double seconds) {}
