package org.modyn.supervisor.trigger;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * The decision of a triggering policy about a batch.
 *
 * @param index the index of the sample that triggers, which is the last one of the trigger. -1
 *     triggers before the first sample; empty when none triggers
 * @param evaluations what the policy has evaluated, for the log of the pipeline
 */
public record Decision(Optional<Integer> index, List<TriggerEvaluation> evaluations) {
  /** No sample triggers. */
  public static final Decision NONE = new Decision(Optional.empty(), List.of());

  public Decision {
    requireNonNull(index, "index is null");
    evaluations = List.copyOf(evaluations);
    if (index.isPresent() && index.get() < -1) {
      throw new IllegalArgumentException("index is " + index.get());
    }
  }

  /** Returns a trigger on a sample, without an entry in the log. */
  public static Decision at(int index) {
    return new Decision(Optional.of(index), List.of());
  }
}
