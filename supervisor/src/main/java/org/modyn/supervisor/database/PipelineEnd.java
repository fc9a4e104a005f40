package org.modyn.supervisor.database;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.modyn.supervisor.event.PipelineStatus;

/**
 * How a pipeline ended, or was paused.
 *
 * @param error one line; empty when the pipeline is completed
 * @param triggers the number of triggers whose model was trained and stored
 */
public record PipelineEnd(PipelineStatus status, Optional<String> error, int triggers) {
  public PipelineEnd {
    requireNonNull(status, "status is null");
    requireNonNull(error, "error is null");
  }

  /** Returns the end of a pipeline that could not be started. */
  public static PipelineEnd failed(Throwable reason) {
    return new PipelineEnd(
        PipelineStatus.FAILED, Optional.of(String.valueOf(reason.getMessage())), 0);
  }
}
