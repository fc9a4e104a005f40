package org.modyn.cli.pipeline;

import static java.util.Objects.requireNonNull;

import java.util.OptionalInt;
import org.modyn.common.error.ModynException;

/**
 * Which data a pipeline sees.
 *
 * @param startReplayAt seconds since 1970: existing data from here is replayed, then the pipeline
 *     ends; empty: new data is awaited
 * @param stopReplayAt seconds since 1970, inclusive; empty: all data
 * @param maximumTriggers the pipeline ends after so many; empty: no limit
 */
public record ReplayOptions(
    OptionalInt startReplayAt, OptionalInt stopReplayAt, OptionalInt maximumTriggers) {
  /**
   * @throws ModynException INVALID_ARGUMENT when the options do not fit together
   */
  public ReplayOptions {
    requireNonNull(startReplayAt, "startReplayAt is null");
    requireNonNull(stopReplayAt, "stopReplayAt is null");
    requireNonNull(maximumTriggers, "maximumTriggers is null");
    if (startReplayAt.isPresent() && startReplayAt.getAsInt() < 0) {
      throw ModynException.invalidArgument(
          "--start-replay-at: %d is negative; 0 replays all data", startReplayAt.getAsInt());
    }
    if (stopReplayAt.isPresent()) {
      if (startReplayAt.isEmpty()) {
        throw ModynException.invalidArgument("--stop-replay-at needs --start-replay-at");
      }
      if (stopReplayAt.getAsInt() < startReplayAt.getAsInt()) {
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
