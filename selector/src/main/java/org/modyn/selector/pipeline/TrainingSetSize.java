package org.modyn.selector.pipeline;

import static java.util.Objects.requireNonNull;

import org.modyn.selector.database.TriggerRow;

/**
 * A trigger and the size of its training set on disk.
 *
 * @param bytes 0 after the training set was deleted
 */
public record TrainingSetSize(TriggerRow trigger, long bytes) {
  public TrainingSetSize {
    requireNonNull(trigger, "trigger is null");
  }
}
