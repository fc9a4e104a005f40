package org.modyn.selector.pipeline;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * A trigger whose training set is ready.
 *
 * @param log what was done and how long it took, in milliseconds, for the pipeline log
 */
public record TriggerResult(int triggerId, Map<String, Object> log) {
  public TriggerResult {
    requireNonNull(log, "log is null");
  }
}
