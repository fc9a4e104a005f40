package org.modyn.cli.output;

import java.util.Locale;

/** Numbers of things, as commands print them for people. */
public final class Counts {
  private Counts() {}

  /** With a comma before each three digits. */
  public static String text(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
