package org.modyn.supervisor.pipeline;

import static java.util.Objects.requireNonNull;

import org.modyn.supervisor.database.PipelineStatus;

/** The reason for which a pipeline was stopped before its end. */
enum StopReason {
  REQUEST(PipelineStatus.STOPPED, "the pipeline was stopped on request"),
  SHUTDOWN(PipelineStatus.CANCELLED, "the supervisor was stopped while the pipeline was running");

  private final PipelineStatus status;
  private final String description;

  StopReason(PipelineStatus status, String description) {
    this.status = requireNonNull(status, "status is null");
    this.description = requireNonNull(description, "description is null");
  }

  PipelineStatus status() {
    return status;
  }

  /** One line. */
  String description() {
    return description;
  }
}
