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
 * Ends the process when a thread that answers for itself runs out of memory. A job that does fails
 * and the server goes on, and a call is answered with RESOURCE_EXHAUSTED. Any other thread would
 * leave the server half alive: connections that nobody serves, channels that are broken for good.
 * Whoever watches over the server starts a dead one again.
 *
 * <p>An error that ends its thread arrives as uncaught. The threads of gRPC and Netty catch every
 * error and log it, without any other sign of it, so the log lines of libraries are looked at, too.
 */
public final class OutOfMemoryExit extends AppenderBase<ILoggingEvent>
    implements Thread.UncaughtExceptionHandler {
  /** As {@code -XX:+ExitOnOutOfMemoryError} exits. */
  static final int EXIT_CODE = 3;

  private static final String OURS = "org.modyn.";

  private final Runnable exit;

  OutOfMemoryExit(Runnable exit) {
    this.exit = requireNonNull(exit, "exit is null");
  }

  /** From now on, to the end of the process; to be called when the log's place has been chosen. */
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

  /** Our own log lines tell of errors that have been dealt with. */
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
      System.err.println("out of memory outside of a job: the server ends; start it again");
      exit.run();
    }
  }
}
