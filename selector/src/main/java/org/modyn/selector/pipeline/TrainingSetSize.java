package org.modyn.selector.pipeline;

import static java.util.Objects.requireNonNull;

import org.modyn.selector.database.TriggerRow;

/**
 * A trigger and what its training set takes on disk.
 *
 * @param bytes 0 once it was cleaned
 */
public record TrainingSetSize(TriggerRow trigger, long bytes) {
  public TrainingSetSize {
    requireNonNull(trigger, "trigger is null");
  }
}
