package org.modyn.supervisor.database;

import java.util.Locale;

/** How a pipeline stands. */
public enum PipelineStatus {
  RUNNING,
  COMPLETED,
  FAILED,
  CANCELLED;

  String inDatabase() {
    return name().toLowerCase(Locale.ROOT);
  }

  static PipelineStatus fromDatabase(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
