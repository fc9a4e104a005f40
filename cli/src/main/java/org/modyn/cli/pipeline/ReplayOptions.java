package org.modyn.cli.pipeline;

import static java.util.Objects.requireNonNull;

import java.util.OptionalInt;
import org.modyn.common.error.ModynException;

/**
 * The data that a pipeline processes.
 *
 * @param startReplayAt seconds since 1970, or {@link #ALL_DATA}: existing data from this time on is
 *     replayed, then the pipeline ends; empty: the pipeline waits for new data
 * @param stopReplayAt seconds since 1970, inclusive; empty: all data
 * @param maximumTriggers the number of triggers after which the pipeline ends; empty: no limit
 */
public record ReplayOptions(
    OptionalInt startReplayAt, OptionalInt stopReplayAt, OptionalInt maximumTriggers) {
  /** The start that replays all data, including samples before 1970. */
  public static final int ALL_DATA = 0;

  /**
   * @throws ModynException INVALID_ARGUMENT when the options contradict each other
   */
  public ReplayOptions {
    requireNonNull(startReplayAt, "startReplayAt is null");
    requireNonNull(stopReplayAt, "stopReplayAt is null");
    requireNonNull(maximumTriggers, "maximumTriggers is null");
    if (stopReplayAt.isPresent()) {
      if (startReplayAt.isEmpty()) {
        throw ModynException.invalidArgument("--stop-replay-at needs --start-replay-at");
      }
      if (startReplayAt.getAsInt() != ALL_DATA
          && stopReplayAt.getAsInt() < startReplayAt.getAsInt()) {
        throw ModynException.invalidArgument(
            "--stop-replay-at: %d is before --start-replay-at %d",
            stopReplayAt.getAsInt(), startReplayAt.getAsInt());
      }
    }
    if (maximumTriggers.isPresent() && maximumTriggers.getAsInt() < 1) {
      throw ModynException.invalidArgument(
          "--maximum-triggers: %d is less than 1", maximumTriggers.getAsInt());
    }
  }
}
