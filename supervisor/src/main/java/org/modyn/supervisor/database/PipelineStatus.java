package org.modyn.supervisor.database;

import java.util.Locale;

/** How a pipeline stands. */
public enum PipelineStatus {
  RUNNING,
  COMPLETED,
  FAILED,
  /** Stopped with the supervisor. */
  CANCELLED,
  /** Stopped on request. */
  STOPPED;

  /** In lower case, as in the database and on the wire. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static PipelineStatus ofText(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
