package org.modyn.selector.seen;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The range of positions that a trigger selects from: the samples of the trigger itself and of the
 * {@code tail_triggers} triggers before it, or all samples when no tail is configured.
 */
public final class Tail {
  private final StorageBackend seen;
  private final int firstTriggerId;
  private final int triggerId;
  private final long start;
  private final long end;

  /**
   * @param seen the samples of the pipeline
   * @param triggerId the trigger
   * @param tailTriggers the number of earlier triggers in the tail; empty means all
   */
  public Tail(StorageBackend seen, int triggerId, Optional<Integer> tailTriggers) {
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
  public static long[] labels(
      StorageBackend seen, int nextTriggerId, Optional<Integer> tailTriggers) {
    Tail tail = new Tail(seen, nextTriggerId - 1, tailTriggers);
    return DistinctLabels.of(seen, tail.start(), tail.end());
  }

  /** Returns the position of the first sample. */
  public long start() {
    return start;
  }

  /** Returns the position after the last sample. */
  public long end() {
    return end;
  }

  /** Returns the number of samples. */
  public long size() {
    return end - start;
  }

  /** Returns the exclusive end of each trigger's samples, skipping triggers without samples. */
  public long[] endsOfTriggers() {
    return IntStream.rangeClosed(firstTriggerId, triggerId)
        .mapToLong(trigger -> seen.startOfTrigger(trigger + 1))
        .filter(position -> position > start)
        .distinct()
        .toArray();
  }
}
