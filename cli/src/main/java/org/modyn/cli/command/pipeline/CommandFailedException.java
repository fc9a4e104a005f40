package org.modyn.cli.command.pipeline;

import static java.util.Objects.requireNonNull;

/** A command that failed after it had begun to write a log. */
public final class CommandFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String logPath;

  CommandFailedException(Throwable cause, String logPath) {
    super(cause.getMessage(), requireNonNull(cause, "cause is null"));
    this.logPath = requireNonNull(logPath, "logPath is null");
  }

  /** The path of the log, for the message that the command ends with. */
  public String logPath() {
    return logPath;
  }
}
