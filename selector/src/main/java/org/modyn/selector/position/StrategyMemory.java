package org.modyn.selector.position;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.function.IntFunction;
import org.modyn.common.error.ModynException;

/**
 * What a strategy remembers, at one trigger: the set of positions that it left at the trigger
 * before, and the one that it leaves for the next. For one thread.
 */
public final class StrategyMemory implements AutoCloseable {
  private final int pipelineId;
  private final int triggerId;
  private final IntFunction<Path> paths;
  private PositionSet before;
  private PositionSetWriter next;

  /**
   * @param paths where the set of each trigger is
   */
  public StrategyMemory(int pipelineId, int triggerId, IntFunction<Path> paths) {
    this.pipelineId = pipelineId;
    this.triggerId = triggerId;
    this.paths = requireNonNull(paths, "paths is null");
  }

  /**
   * Returns what was left at the trigger before; nothing at the first one.
   *
   * @throws ModynException DATA_LOSS, naming the file, when it is missing or damaged
   */
  public PositionSet before() {
    if (before == null) {
      before =
          triggerId == 0
              ? PositionSet.empty()
              : PositionSet.open(paths.apply(triggerId - 1), pipelineId, triggerId - 1);
    }
    return before;
  }

  /**
   * Begins what is left for the next trigger with the positions that were left at the one before.
   */
  public PositionSetWriter extend() {
    return begin(before());
  }

  /** Begins what is left for the next trigger with no positions. */
  public PositionSetWriter replace() {
    return begin(PositionSet.empty());
  }

  private PositionSetWriter begin(PositionSet base) {
    if (next != null) {
      throw new IllegalStateException("what the next trigger is told has begun");
    }
    next = PositionSetWriter.create(paths.apply(triggerId), pipelineId, triggerId, base);
    return next;
  }

  /**
   * Completes what is left for the next trigger, which is nothing when it has not begun; it is on
   * disk when this returns.
   */
  public void commit() {
    if (next == null) {
      replace();
    }
    next.finish();
  }

  @Override
  public void close() {
    try (PositionSet opened = before) {
      if (next != null) {
        next.close();
      }
    }
  }
}
