package org.modyn.supervisor.database;

import java.util.Locale;

/** The status of a pipeline. */
public enum PipelineStatus {
  RUNNING,
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

  static PipelineStatus ofText(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
