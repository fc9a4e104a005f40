package org.modyn.supervisor.pipeline;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.modyn.supervisor.event.PipelineStatus;

/** The reason for which the thread of a pipeline ends before the pipeline does. */
enum StopReason {
  REQUEST(Optional.of(PipelineStatus.STOPPED), "the pipeline was stopped on request"),
  PAUSE(Optional.of(PipelineStatus.PAUSED), "the pipeline was paused on request"),
  /** The pipeline continues when a supervisor is active again. */
  SUSPENSION(Optional.empty(), "the supervisor was stopped while the pipeline was running");

  private final Optional<PipelineStatus> status;
  private final String description;

  StopReason(Optional<PipelineStatus> status, String description) {
    this.status = requireNonNull(status, "status is null");
    this.description = requireNonNull(description, "description is null");
  }

  /** Returns the status of the pipeline afterwards; empty when it does not change. */
  Optional<PipelineStatus> status() {
    return status;
  }

  /** One line. */
  String description() {
    return description;
  }
}
