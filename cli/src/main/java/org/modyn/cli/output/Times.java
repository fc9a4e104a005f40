package org.modyn.cli.output;

import java.time.Instant;

/** Times that servers send in seconds since 1970, as commands print them. */
public final class Times {
  private Times() {}

  /** ISO 8601, UTC, to the second. */
  public static String text(long seconds) {
    return Instant.ofEpochSecond(seconds).toString();
  }
}
