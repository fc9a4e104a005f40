package org.modyn.cli.command.pipeline;

import static java.util.Objects.requireNonNull;

/** Thrown when a command fails after it has started to write a log. */
public final class CommandFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String logPath;

  CommandFailedException(Throwable cause, String logPath) {
    super(cause.getMessage(), requireNonNull(cause, "cause is null"));
    this.logPath = requireNonNull(logPath, "logPath is null");
  }

  /** The path of the log, which is printed after the error message. */
  public String logPath() {
    return logPath;
  }
}
