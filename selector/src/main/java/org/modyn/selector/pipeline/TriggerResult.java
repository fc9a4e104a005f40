package org.modyn.selector.pipeline;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * A trigger whose training set has been written.
 *
 * @param log the operations and their durations in milliseconds, for the pipeline log
 */
public record TriggerResult(int triggerId, Map<String, Object> log) {
  public TriggerResult {
    requireNonNull(log, "log is null");
  }
}
