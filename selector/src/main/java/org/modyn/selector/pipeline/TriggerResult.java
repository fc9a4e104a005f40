package org.modyn.selector.pipeline;

import static java.util.Objects.requireNonNull;

/**
 * A trigger whose training set has been written.
 *
 * @param log the operations and their durations in milliseconds, for the pipeline log, as JSON
 */
public record TriggerResult(int triggerId, String log) {
  public TriggerResult {
    requireNonNull(log, "log is null");
  }
}
