package org.modyn.selector.pipeline;

import static java.util.Objects.requireNonNull;

/**
 * A trigger whose training set has been written.
 *
 * @param samples the number of samples in the training set
 * @param log the operations and their durations in milliseconds, for the pipeline log, as JSON
 */
public record TriggerResult(int triggerId, long samples, String log) {
  public TriggerResult {
    requireNonNull(log, "log is null");
  }
}
