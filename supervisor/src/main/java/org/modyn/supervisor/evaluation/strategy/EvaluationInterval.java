package org.modyn.supervisor.evaluation.strategy;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * An interval of a dataset to evaluate models on. Times are seconds since 1970.
 *
 * @param start inclusive
 * @param end exclusive; empty means the end of the dataset. An end that is not after the start is
 *     an interval without samples
 * @param activeModelTrainedBefore the model that serves this interval is the newest whose training
 *     data ended before this time; empty if no model serves it
 */
public record EvaluationInterval(
    long start, Optional<Long> end, Optional<Long> activeModelTrainedBefore) {
  public EvaluationInterval {
    requireNonNull(end, "end is null");
    requireNonNull(activeModelTrainedBefore, "activeModelTrainedBefore is null");
  }
}
