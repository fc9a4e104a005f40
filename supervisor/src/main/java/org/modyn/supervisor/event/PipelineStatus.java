package org.modyn.supervisor.event;

import java.util.Locale;

/** The status of a pipeline. */
public enum PipelineStatus {
  /** Waits for others to end, because the limit of running pipelines is reached. */
  QUEUED,
  RUNNING,
  /** Paused on request; may be resumed. */
  PAUSED,
  COMPLETED,
  FAILED,
  /** Stopped by the shutdown of the supervisor. */
  CANCELLED,
  /** Stopped on request. */
  STOPPED;

  /** Returns the name in lower case, as used in the database and in messages. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns whether the pipeline continues without a request of a user. */
  public boolean isActive() {
    return this == QUEUED || this == RUNNING;
  }

  /** Returns the status with a name as {@link #text} returns it. */
  public static PipelineStatus ofText(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
