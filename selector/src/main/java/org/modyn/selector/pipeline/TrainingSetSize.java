package org.modyn.selector.pipeline;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.modyn.selector.database.TriggerRow;

/**
 * A trigger and the size of its training set on disk.
 *
 * @param holdoutKeys the number of keys in each holdout set
 * @param bytes holdout sets included; 0 after the training set was deleted
 */
public record TrainingSetSize(TriggerRow trigger, List<Long> holdoutKeys, long bytes) {
  public TrainingSetSize {
    requireNonNull(trigger, "trigger is null");
    holdoutKeys = List.copyOf(holdoutKeys);
  }
}
