package org.modyn.cli.progress;

import java.io.PrintStream;
import java.time.InstantSource;

/** The terminal of standard error, as reported by the start script. */
public final class Terminal {
  private static final int DEFAULT_COLUMNS = 100;

  private Terminal() {}

  /** Returns the progress for the standard error of this process. */
  public static Progress progress() {
    PrintStream error = System.err;
    return Boolean.getBoolean("modyn.terminal")
        ? new TerminalProgress(
            error, InstantSource.system(), Integer.getInteger("modyn.columns", DEFAULT_COLUMNS))
        : new PlainProgress(error, InstantSource.system());
  }
}
