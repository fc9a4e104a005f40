package org.modyn.supervisor.trigger;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;

/**
 * The decision of a triggering policy about a batch.
 *
 * @param index the index of the sample that triggers, which is the last one of the trigger. -1
 *     triggers before the first sample; empty when none triggers
 * @param log the policy's log of the decision; empty when it has none
 */
public record Decision(Optional<Integer> index, Optional<Map<String, Object>> log) {
  /** No sample triggers. */
  public static final Decision NONE = new Decision(Optional.empty(), Optional.empty());

  public Decision {
    requireNonNull(index, "index is null");
    requireNonNull(log, "log is null");
    if (index.isPresent() && index.get() < -1) {
      throw new IllegalArgumentException("index is " + index.get());
    }
  }

  /** Returns a trigger on a sample, without an entry in the log. */
  public static Decision at(int index) {
    return new Decision(Optional.of(index), Optional.empty());
  }
}
