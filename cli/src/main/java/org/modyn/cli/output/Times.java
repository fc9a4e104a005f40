package org.modyn.cli.output;

import java.time.Instant;

/** Formats times in seconds since 1970. */
public final class Times {
  private Times() {}

  /** Formats a time as ISO 8601, UTC, to the second. */
  public static String text(long seconds) {
    return Instant.ofEpochSecond(seconds).toString();
  }
}
