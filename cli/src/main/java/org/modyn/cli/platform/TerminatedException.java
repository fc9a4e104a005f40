package org.modyn.cli.platform;

/** A command ends because a {@link TerminationSignal} has arrived: nothing went wrong. */
public final class TerminatedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TerminatedException(Throwable cause) {
    super("stopped by a signal", cause);
  }
}
