package org.modyn.supervisor.evaluation;

import java.util.Optional;

/**
 * An interval of a dataset to evaluate models on. Times are seconds since 1970.
 *
 * @param start inclusive
 * @param end exclusive; empty means the end of the dataset
 * @param activeModelTrainedBefore the model that serves this interval is the newest whose training
 *     data ended before this time
 */
public record EvaluationInterval(long start, Optional<Long> end, long activeModelTrainedBefore) {}
