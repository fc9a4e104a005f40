package org.modyn.cli.output;

import java.util.Locale;

/** Formats counts for people. */
public final class Counts {
  private Counts() {}

  /** Formats a count with a comma as thousands separator. */
  public static String text(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
