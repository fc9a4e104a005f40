package org.modyn.selector.position;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.function.IntFunction;
import org.modyn.common.error.ModynException;
import org.modyn.selector.loss.SampleLosses;
import org.modyn.selector.loss.SampleLossesFile;

/**
 * The state of a selection strategy at one trigger: what the previous trigger left, and what this
 * trigger leaves for the next one. It is either a set of positions, or the last known losses of
 * samples. Not thread safe.
 */
public final class StrategyState implements AutoCloseable {
  private final int pipelineId;
  private final int triggerId;
  private final int previousTriggerId;
  private final IntFunction<Path> paths;
  private PositionSet before;
  private PositionSetWriter next;
  private SampleLosses losses;

  /**
   * @param previousTriggerId the trigger before, which is not always the one with the id before:
   *     empty triggers may be left out; -1 at the first trigger
   * @param paths returns the path of each trigger's set
   */
  public StrategyState(
      int pipelineId, int triggerId, int previousTriggerId, IntFunction<Path> paths) {
    this.pipelineId = pipelineId;
    this.triggerId = triggerId;
    this.previousTriggerId = previousTriggerId;
    this.paths = requireNonNull(paths, "paths is null");
  }

  public int pipelineId() {
    return pipelineId;
  }

  /**
   * Returns the losses that the previous trigger left, none at the first trigger. Those that are
   * added to them are part of what this trigger leaves.
   *
   * @throws ModynException DATA_LOSS, naming the file, when they are missing or damaged
   */
  public SampleLosses losses() {
    if (losses == null) {
      losses =
          previousTriggerId < 0
              ? new SampleLosses()
              : SampleLossesFile.read(
                  paths.apply(previousTriggerId), pipelineId, previousTriggerId);
    }
    return losses;
  }

  /**
   * Returns the set that the previous trigger left; empty at the first trigger.
   *
   * @throws ModynException DATA_LOSS, naming the file, when it is missing or damaged
   */
  public PositionSet previous() {
    if (before == null) {
      before =
          previousTriggerId < 0
              ? PositionSet.empty()
              : PositionSet.open(paths.apply(previousTriggerId), pipelineId, previousTriggerId);
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
   * Completes the state for the next trigger: the losses if they were requested, otherwise the set,
   * which is empty if none was started. It is durable when this method returns.
   */
  public void commit() {
    if (losses != null) {
      SampleLossesFile.write(paths.apply(triggerId), pipelineId, triggerId, losses);
      return;
    }
    if (next == null) {
      replace();
    }
    next.finish();
  }

  @Override
  public void close() {
    try (PositionSet opened = before;
        SampleLosses known = losses) {
      if (next != null) {
        next.close();
      }
    }
  }
}
