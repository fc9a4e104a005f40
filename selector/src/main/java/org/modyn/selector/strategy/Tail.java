package org.modyn.selector.strategy;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.stream.IntStream;
import org.modyn.selector.seen.DistinctLabels;
import org.modyn.selector.seen.StorageBackend;

/** The samples of a trigger and of {@code tail_triggers} triggers before it; all without a tail. */
final class Tail {
  private final StorageBackend seen;
  private final int firstTriggerId;
  private final int triggerId;
  private final long start;
  private final long end;

  /**
   * @param triggerId the trigger
   * @param tailTriggers how many triggers before it belong to its tail; empty: all
   */
  Tail(StorageBackend seen, int triggerId, Optional<Integer> tailTriggers) {
    this.seen = requireNonNull(seen, "seen is null");
    this.triggerId = triggerId;
    this.firstTriggerId = Math.max(0, tailTriggers.map(tail -> triggerId - tail).orElse(0));
    this.start = seen.startOfTrigger(firstTriggerId);
    this.end = seen.startOfTrigger(triggerId + 1);
  }

  /**
   * Returns the distinct labels in the tail of the last trigger before {@code nextTriggerId},
   * sorted.
   */
  static long[] labels(StorageBackend seen, int nextTriggerId, Optional<Integer> tailTriggers) {
    Tail tail = new Tail(seen, nextTriggerId - 1, tailTriggers);
    return DistinctLabels.of(seen, tail.start(), tail.end());
  }

  /** The position of the first sample. */
  long start() {
    return start;
  }

  /** The position after the last sample. */
  long end() {
    return end;
  }

  /** The number of samples. */
  long size() {
    return end - start;
  }

  /** Where the samples of each trigger end, without triggers that have none. */
  long[] endsOfTriggers() {
    return IntStream.rangeClosed(firstTriggerId, triggerId)
        .mapToLong(trigger -> seen.startOfTrigger(trigger + 1))
        .filter(position -> position > start)
        .distinct()
        .toArray();
  }
}
