package org.modyn.cli.progress;

import java.io.PrintStream;
import java.time.InstantSource;

/** Properties of the terminal behind standard error, which the start script passes. */
public final class Terminal {
  private static final int DEFAULT_COLUMNS = 100;

  private Terminal() {}

  /** The progress that suits this process's standard error. */
  public static Progress progress() {
    PrintStream error = System.err;
    return Boolean.getBoolean("modyn.terminal")
        ? new TerminalProgress(
            error, InstantSource.system(), Integer.getInteger("modyn.columns", DEFAULT_COLUMNS))
        : new PlainProgress(error, InstantSource.system());
  }
}
