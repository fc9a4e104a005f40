package org.modyn.common.testing;

import static java.util.Objects.requireNonNull;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** The log events of this JVM, from its creation until it is closed. */
public final class CapturedLog implements AutoCloseable {
  private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          events.add(requireNonNull(event, "event is null"));
        }
      };

  private CapturedLog() {}

  /** Starts to capture events. */
  public static CapturedLog start() {
    CapturedLog log = new CapturedLog();
    log.appender.setContext(log.root.getLoggerContext());
    log.appender.start();
    log.root.addAppender(log.appender);
    return log;
  }

  /** Returns the messages of warnings and errors so far. */
  public List<String> warnings() {
    return warningEvents().stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  /** Returns the messages of warnings and errors that were logged with a stack trace. */
  public List<String> warningsWithStackTrace() {
    return warningEvents().stream()
        .filter(event -> event.getThrowableProxy() != null)
        .map(event -> event.getFormattedMessage() + ": " + event.getThrowableProxy().getMessage())
        .toList();
  }

  private List<ILoggingEvent> warningEvents() {
    return events.stream().filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN)).toList();
  }

  @Override
  public void close() {
    root.detachAppender(appender);
    appender.stop();
  }
}
