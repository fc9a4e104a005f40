package org.modyn.selector.position;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.function.IntFunction;
import org.modyn.common.error.ModynException;

/**
 * The state of a selection strategy at one trigger: the set of positions that the previous trigger
 * left, and the set that this trigger leaves for the next one. Not thread safe.
 */
public final class StrategyState implements AutoCloseable {
  private final int pipelineId;
  private final int triggerId;
  private final IntFunction<Path> paths;
  private PositionSet before;
  private PositionSetWriter next;

  /**
   * @param paths returns the path of each trigger's set
   */
  public StrategyState(int pipelineId, int triggerId, IntFunction<Path> paths) {
    this.pipelineId = pipelineId;
    this.triggerId = triggerId;
    this.paths = requireNonNull(paths, "paths is null");
  }

  /**
   * Returns the set that the previous trigger left; empty at the first trigger.
   *
   * @throws ModynException DATA_LOSS, naming the file, when it is missing or damaged
   */
  public PositionSet previous() {
    if (before == null) {
      before =
          triggerId == 0
              ? PositionSet.empty()
              : PositionSet.open(paths.apply(triggerId - 1), pipelineId, triggerId - 1);
    }
    return before;
  }

  /** Starts the set for the next trigger with the positions of the previous set. */
  public PositionSetWriter extend() {
    return begin(previous());
  }

  /** Starts the set for the next trigger without any positions. */
  public PositionSetWriter replace() {
    return begin(PositionSet.empty());
  }

  private PositionSetWriter begin(PositionSet base) {
    if (next != null) {
      throw new IllegalStateException("the state for the next trigger has already been started");
    }
    next = PositionSetWriter.create(paths.apply(triggerId), pipelineId, triggerId, base);
    return next;
  }

  /**
   * Completes the set for the next trigger, which is empty if none was started. The set is durable
   * when this method returns.
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
