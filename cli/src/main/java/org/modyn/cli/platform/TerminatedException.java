package org.modyn.cli.platform;

/** A command ends because of a {@link TerminationSignal}; this is not an error. */
public final class TerminatedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TerminatedException(Throwable cause) {
    super("stopped by a signal", cause);
  }
}
