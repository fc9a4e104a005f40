package org.modyn.cli.logging;

import static java.util.Objects.requireNonNull;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import java.util.Objects;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process when a thread outside of jobs and calls runs out of memory. A job that runs out
 * of memory fails, a call is answered with RESOURCE_EXHAUSTED, and the server continues. If any
 * other thread died, the server would be only partly functional: connections that nobody serves,
 * channels that never recover. A supervisor of processes can restart a server that has exited.
 *
 * <p>An error that ends its thread arrives as uncaught. The threads of gRPC and Netty catch every
 * error and only log it, so the log lines of libraries are checked too.
 */
public final class OutOfMemoryExit extends AppenderBase<ILoggingEvent>
    implements Thread.UncaughtExceptionHandler {
  /** The exit code of {@code -XX:+ExitOnOutOfMemoryError}. */
  static final int EXIT_CODE = 3;

  private static final String OURS = "org.modyn.";

  private final Runnable exit;

  OutOfMemoryExit(Runnable exit) {
    this.exit = requireNonNull(exit, "exit is null");
  }

  /**
   * Watches from now on, to the end of the process; to be called after the destination of the log
   * has been configured.
   */
  public static void install() {
    OutOfMemoryExit handler = new OutOfMemoryExit(() -> Runtime.getRuntime().halt(EXIT_CODE));
    Thread.setDefaultUncaughtExceptionHandler(handler);
    handler.watch((LoggerContext) LoggerFactory.getILoggerFactory());
  }

  void watch(LoggerContext logging) {
    setContext(logging);
    start();
    logging.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(this);
  }

  @Override
  public void uncaughtException(Thread thread, Throwable failure) {
    LoggerFactory.getLogger(OutOfMemoryExit.class)
        .error("The thread {} died: {}", thread.getName(), failure, failure);
    exitIfOutOfMemory(failure);
  }

  /** Our own log lines report errors that have been handled. */
  @Override
  protected void append(ILoggingEvent event) {
    if (event.getThrowableProxy() instanceof ThrowableProxy logged
        && !event.getLoggerName().startsWith(OURS)) {
      exitIfOutOfMemory(logged.getThrowable());
    }
  }

  private void exitIfOutOfMemory(Throwable failure) {
    if (Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .anyMatch(OutOfMemoryError.class::isInstance)) {
      System.err.println("out of memory outside of a job: the server exits and must be restarted");
      exit.run();
    }
  }
}
