package org.modyn.cli.progress;

import java.io.PrintStream;
import java.time.InstantSource;

/** What is known of where standard error goes. The start script says it in system properties. */
public final class Terminal {
  private static final int DEFAULT_COLUMNS = 100;

  private Terminal() {}

  /** The progress that suits this process's standard error. */
  public static Progress progress() {
    PrintStream error = System.err;
    return Boolean.getBoolean("modyn.terminal")
        ? new TerminalProgress(error, Integer.getInteger("modyn.columns", DEFAULT_COLUMNS))
        : new PlainProgress(error, InstantSource.system());
  }
}
