package org.modyn.supervisor.pipeline;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.error.ModynException;

/**
 * A request to start a pipeline. Times are seconds since 1970.
 *
 * @param startReplayAt the start of the replay, inclusive; empty means to wait for new data
 * @param stopReplayAt the end of the replay, inclusive; requires startReplayAt
 * @param maximumTriggers the number of triggers after which to stop; empty means no limit
 * @param requestId a unique id: repeated requests with the same id start one pipeline; empty means
 *     that each request starts a pipeline
 */
public record PipelineStart(
    PipelineConfig config,
    Optional<Integer> startReplayAt,
    Optional<Integer> stopReplayAt,
    Optional<Integer> maximumTriggers,
    Optional<String> requestId) {

  /** The {@link #startReplayAt} that replays all data, also samples of before 1970. */
  public static final int ALL_DATA = 0;

  /**
   * @throws ModynException INVALID_ARGUMENT when the fields contradict each other
   */
  public PipelineStart {
    requireNonNull(config, "config is null");
    requireNonNull(requestId, "requestId is null");
    if (stopReplayAt.isPresent() && startReplayAt.isEmpty()) {
      throw ModynException.invalidArgument("stop_replay_at requires start_replay_at");
    }
    if (stopReplayAt.isPresent()
        && startReplayAt.get() != ALL_DATA
        && stopReplayAt.get() < startReplayAt.get()) {
      throw ModynException.invalidArgument(
          "stop_replay_at is %d, but must not be before start_replay_at, which is %d",
          stopReplayAt.get(), startReplayAt.get());
    }
    if (maximumTriggers.isPresent() && maximumTriggers.get() < 1) {
      throw ModynException.invalidArgument(
          "maximum_triggers is %d, but must be at least 1", maximumTriggers.get());
    }
  }
}
